import { describe, expect, it } from 'vitest';
import { mostMessageCharacters } from '../../../shared/message-length.ts';
import { leastCpuMs } from '../../../shared/test-support/cpu-ms.ts';
import { differenceOf, firstCharacters, lastCharacters, refusedEntry, tooLongCharacters } from './draft-entry.ts';

const full = 'x'.repeat(mostMessageCharacters);

describe('words that enter the composer', () => {
  it('may be as many as a message has at most', () => {
    expect(refusedEntry('', 0, 0, full)).toBeNull();
    expect(refusedEntry(full, 3, 4, 'y')).toBeNull();
    expect(refusedEntry(full, 0, 0, 'y')).toEqual({
      text: 'y',
      characters: mostMessageCharacters + 1,
      roomCharacters: 0,
    });
  });

  it('are counted as characters, not as halves of them', () => {
    const faces = '😀'.repeat(mostMessageCharacters);
    expect(refusedEntry('', 0, 0, faces)).toBeNull();
    expect(refusedEntry('ab', 1, 1, faces)).toMatchObject({
      characters: mostMessageCharacters + 2,
      roomCharacters: mostMessageCharacters - 2,
    });
  });

  it('may always get fewer, also in a draft that is too long', () => {
    const long = 'x'.repeat(2 * mostMessageCharacters);
    expect(refusedEntry(long, 0, 10, 'nine char')).toBeNull();
    expect(refusedEntry(long, 0, 0, 'y')).not.toBeNull();
  });

  it('are looked at quickly, however many there are', () => {
    const twentyMegabytes = 'palimpsest '.repeat(1_900_000);
    const lookMs = leastCpuMs(1, () => {
      const refused = refusedEntry('', 0, 0, twentyMegabytes);
      firstCharacters(twentyMegabytes, 100_000);
      lastCharacters(twentyMegabytes, 100_000);
      expect(refused?.characters).toBe(twentyMegabytes.length);
    });
    expect(lookMs).toBeLessThan(1500);
  });

  it('are kept in part without cutting a character in two', () => {
    expect(firstCharacters('a😀b😀', 2)).toBe('a😀');
    expect(lastCharacters('a😀b😀', 2)).toBe('b😀');
    expect(firstCharacters('ab', 5)).toBe('ab');
    expect(lastCharacters('😀', 5)).toBe('😀');
    expect(firstCharacters('\ud83dx', 1)).toBe('\ud83d');
  });

  it('are found where two texts differ', () => {
    expect(differenceOf('one two', 'one and two')).toEqual({ start: 4, end: 4, inserted: 'and ' });
    expect(differenceOf('aaa', 'aaaa')).toEqual({ start: 3, end: 3, inserted: 'a' });
    expect(differenceOf('', 'all')).toEqual({ start: 0, end: 0, inserted: 'all' });
    expect(differenceOf('abc', 'abc')).toEqual({ start: 3, end: 3, inserted: '' });
  });

  it('are told when a draft of an earlier time has too many', () => {
    expect(tooLongCharacters(full)).toBeNull();
    expect(tooLongCharacters(`${full}!`)).toBe(mostMessageCharacters + 1);
  });
});
