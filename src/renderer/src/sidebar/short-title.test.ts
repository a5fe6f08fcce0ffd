import { describe, expect, it } from 'vitest';
import { shortTitle } from './short-title.ts';

describe('a title in a sentence', () => {
  it.each([
    ['Holidays', 'Holidays'],
    ['A very long title that a person gave to a chat about a brave mouse', 'A very long title that a perso…'],
    ['请告诉我关于大海的一切还有山川湖泊以及所有的城市', '请告诉我关于大海的一切还有山川…'],
    ['👩‍👩‍👧'.repeat(20), `${'👩‍👩‍👧'.repeat(15)}…`],
  ])('%j is %j', (title, short) => {
    expect(shortTitle(title)).toBe(short);
  });

  it('stays short where a character carries thousands of marks', () => {
    expect(shortTitle(`${'a'.repeat(3)}${'e\u0301'.repeat(5_000)}`).length).toBeLessThan(200);
  });
});
