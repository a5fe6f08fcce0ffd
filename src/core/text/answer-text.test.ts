import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerText } from './answer-text.ts';
import { openTokenizer } from './read-tokenizer.ts';
import { findFirstStop } from './stopping.ts';

const tokenizer = openTokenizer(join(import.meta.dirname, '../../../models/palimpsest-mini'));
const anyIds = fc.array(fc.nat({ max: tokenizer.vocabularySize - 1 }), { maxLength: 30 });
const stopText = fc.oneof(fc.string({ minLength: 1, maxLength: 3 }), fc.constantFrom('\n', 'the', '\ufffd', 'e', '—'));

describe('AnswerText', () => {
  it('gives out the text before the first stop text, whatever the pieces', () => {
    fc.assert(
      fc.property(anyIds, fc.array(stopText, { maxLength: 3 }), fc.integer({ min: 1, max: 5 }), (ids, stops, step) => {
        const answer = new AnswerText(tokenizer, stops);
        let shown = '';
        for (let start = 0; start < ids.length; start += step) shown += answer.append(ids.slice(start, start + step));
        const { rest, text } = answer.end();
        const whole = tokenizer.decode(ids);
        expect(text).toBe(whole.slice(0, findFirstStop(whole, { texts: stops, words: [] }) ?? whole.length));
        expect(shown + rest).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps ids that stand for exactly the text that was shown', () => {
    const proseIds = fc.string({ unit: fc.constantFrom('e', 't', ' the', '\n', 'é', '🙂', '—') }).map(tokenizer.encode);
    fc.assert(
      fc.property(proseIds, fc.array(stopText, { maxLength: 3 }), (ids, stops) => {
        const answer = new AnswerText(tokenizer, stops);
        for (const id of ids) {
          answer.append([id]);
          expect(tokenizer.decode(answer.soFar.ids)).toBe(answer.soFar.text);
        }
        const { text, ids: kept, sampledCount } = answer.end();
        expect(tokenizer.decode(kept)).toBe(text);
        expect(kept.slice(0, sampledCount)).toEqual(ids.slice(0, sampledCount));
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps sampled ids as they are, also where the encoder would choose others', () => {
    const ids = [...'hello'].flatMap((letter) => tokenizer.encode(letter));
    const answer = new AnswerText(tokenizer, ['\n']);
    answer.append(ids);
    answer.append(tokenizer.encode('\n'));
    expect(answer.isStopped).toBe(true);
    expect(answer.end()).toEqual({ rest: '', text: 'hello', ids, sampledCount: ids.length });
  });

  it('ends an unfinished character with U+FFFD', () => {
    const [first] = tokenizer.encode('🙂');
    const answer = new AnswerText(tokenizer, []);
    expect(answer.append([first as number])).toBe('');
    expect(answer.end()).toEqual({ rest: '\ufffd', text: '\ufffd', ids: [first], sampledCount: 1 });
  });

  it('goes on from ids that end anywhere, also inside a character, as if it had never been broken off', () => {
    const ids = tokenizer.encode('Größe 🙂 — 語 the end');
    for (let border = 0; border <= ids.length; border++) {
      const answer = new AnswerText(tokenizer, [], ids.slice(0, border));
      const begun = answer.soFar;
      expect(tokenizer.decode(begun.ids)).toBe(begun.text);
      expect(begun.text).toBe(tokenizer.decode(ids.slice(0, border)).replace(/\ufffd+$/, ''));
      const shown = answer.append(ids.slice(border));
      expect(begun.text + shown).toBe('Größe 🙂 — 語 the end');
      expect(answer.end()).toMatchObject({ ids, sampledCount: ids.length });
    }
  });

  it('ends before a stop text that begins in what is taken over, and goes on behind one that is whole in it', () => {
    const across = new AnswerText(tokenizer, ['STOP'], tokenizer.encode('One. ST'));
    expect(across.soFar.text).toBe('One. ');
    expect(across.append(tokenizer.encode('OP and more'))).toBe('');
    expect(across.end()).toMatchObject({ text: 'One. ', rest: '' });
    const behind = new AnswerText(tokenizer, ['.'], tokenizer.encode('One. Two'));
    expect(behind.soFar.text).toBe('One. Two');
    expect(behind.append(tokenizer.encode(' three. Four'))).toBe(' three');
  });
});
