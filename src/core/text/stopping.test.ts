import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFirstStop, StopMatcher } from './stopping.ts';

/** Few letters, so that stop texts overlap and nearly match all the time. */
const letters = (maxLength: number, minLength = 0) =>
  fc.string({ unit: fc.constantFrom('a', 'b', '🙂'), minLength, maxLength });

const anywhere = (texts: readonly string[]) => ({ texts, words: [] });

function streamPieces(stopTexts: readonly string[], pieces: readonly string[]): { text: string; isStopped: boolean } {
  const matcher = new StopMatcher(anywhere(stopTexts));
  const text = pieces.map((piece) => matcher.append(piece).text).join('') + matcher.flush();
  return { text, isStopped: matcher.isStopped };
}

describe('StopMatcher', () => {
  it('cuts a streamed answer where it would cut the whole one', () => {
    fc.assert(
      fc.property(
        fc.array(letters(4, 1), { maxLength: 4 }),
        fc.array(letters(4), { maxLength: 10 }),
        (stops, pieces) => {
          const whole = pieces.join('');
          const start = findFirstStop(whole, anywhere(stops));
          const expected = { text: whole.slice(0, start ?? whole.length), isStopped: start !== null };
          expect(streamPieces(stops, pieces)).toEqual(expected);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('holds back only what may still become a stop text', () => {
    const matcher = new StopMatcher(anywhere(['\nUser:']));
    expect(matcher.append('Hello.\nUs')).toEqual({ text: 'Hello.', isStopped: false });
    expect(matcher.append('ually')).toEqual({ text: '\nUsually', isStopped: false });
    expect(matcher.append('\nUser')).toEqual({ text: '', isStopped: false });
    expect(matcher.append(': and more')).toEqual({ text: '', isStopped: true });
    expect(matcher.append('still more')).toEqual({ text: '', isStopped: true });
    expect(matcher.flush()).toBe('');
  });

  it('takes the stop text that is complete first', () => {
    expect(streamPieces(['abcd', 'bc'], ['abcd'])).toEqual({ text: 'a', isStopped: true });
    expect(streamPieces(['bc', 'abc'], ['xabc'])).toEqual({ text: 'x', isStopped: true });
  });

  it('shows everything at once when there is no stop text', () => {
    expect(new StopMatcher(anywhere([])).append('text')).toEqual({ text: 'text', isStopped: false });
  });

  it('ends what goes on before a stop text that is complete only behind what was said before', () => {
    fc.assert(
      fc.property(
        ...[fc.array(letters(4, 1), { maxLength: 4 }), letters(8), fc.array(letters(4), { maxLength: 8 })],
        (stops, before, pieces) => {
          const matcher = new StopMatcher(anywhere(stops));
          const begun = matcher.goOnFrom(before);
          const text = begun + pieces.map((piece) => matcher.append(piece).text).join('') + matcher.flush();
          const whole = before + pieces.join('');
          const start = findFirstStop(whole, anywhere(stops), { behind: before.length });
          expect({ text, isStopped: matcher.isStopped }).toEqual({
            text: whole.slice(0, start ?? whole.length),
            isStopped: start !== null,
          });
          expect(before.startsWith(begun)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('takes words only where a word begins, also right behind what was shown before', () => {
    const words = ['user :'];
    const streamed = (...pieces: string[]) => {
      const matcher = new StopMatcher({ texts: [], words });
      const text = pieces.map((piece) => matcher.append(piece).text).join('') + matcher.flush();
      return { text, isStopped: matcher.isStopped };
    };
    expect(streamed('a super', 'user', ' :')).toEqual({ text: 'a superuser :', isStopped: false });
    expect(streamed('superuser : 你好', 'user', ' :')).toEqual({ text: 'superuser : 你好', isStopped: true });
    expect(streamed('use', 'r', ' :')).toEqual({ text: '', isStopped: true });
    fc.assert(
      fc.property(fc.array(fc.constantFrom('u', 'user :', ' ', '好', 'user', ':', 'x'), { maxLength: 8 }), (pieces) => {
        const whole = pieces.join('');
        const start = findFirstStop(whole, { texts: [], words });
        expect(streamed(...pieces)).toEqual({ text: whole.slice(0, start ?? whole.length), isStopped: start !== null });
        expect(start).toBe(/(?<![uxr:])user :/.exec(whole)?.index ?? null);
      }),
      { numRuns: 2_000 },
    );
  });
});
