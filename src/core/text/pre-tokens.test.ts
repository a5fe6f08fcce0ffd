import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitPreTokens } from './pre-tokens.ts';

describe('splitPreTokens', () => {
  it.each([
    ['Hello, world!', ['Hello', ',', ' world', '!']],
    ["DON'T don't we'll", ['DON', "'", 'T', ' don', "'t", ' we', "'ll"]],
    ['a  b\n\n c ', ['a', ' ', ' b', '\n\n', ' c', ' ']],
    ['x2² ٣', ['x', '2²', ' ٣']],
  ])('splits %j as GPT-2 does', (text, pieces) => {
    expect(splitPreTokens(text)).toEqual(pieces);
  });

  it.each([
    ['U+0085 is white space, unlike in JavaScript', 'a\u0085\u0085b', ['a', '\u0085', '\u0085', 'b']],
    ['U+FEFF is none, unlike in JavaScript', 'a\ufeff.b', ['a', '\ufeff.', 'b']],
    ['U+180E is none', 'a\u180e.b', ['a', '\u180e.', 'b']],
    ['U+1C89, of Unicode 16, is a letter under every Node', 'a\u1c89b', ['a\u1c89b']],
    ['U+A7CE, of Unicode 17, is none yet', 'a\ua7ceb', ['a', '\ua7ce', 'b']],
  ])('reads characters as the reference does: %s', (_, text, pieces) => {
    expect(splitPreTokens(text)).toEqual(pieces);
  });

  it('loses nothing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => splitPreTokens(text).join('') === text));
  });
});
