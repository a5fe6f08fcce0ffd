import { describe, expect, it } from 'vitest';
import { placeAfter } from './roving-keys.ts';

describe('a key among places of which one is a Tab stop', () => {
  const list = { place: 4, length: 20, inPage: 10 };
  it.each([
    ['ArrowDown', 5],
    ['ArrowUp', 3],
    ['PageDown', 14],
    ['PageUp', 0],
    ['Home', 0],
    ['End', 19],
    ['ArrowRight', null],
    ['a', null],
  ])('%s in a list goes to %s', (key, expected) => {
    expect(placeAfter(key, list)).toBe(expected);
  });

  it.each([
    ['ArrowRight', 2],
    ['ArrowLeft', 0],
    ['ArrowDown', 2],
    ['End', 2],
    ['PageDown', null],
  ])('%s in a row goes to %s', (key, expected) => {
    expect(placeAfter(key, { place: 1, length: 3, isRow: true })).toBe(expected);
  });

  it('goes nowhere where there is no place', () => {
    expect(placeAfter('End', { place: -1, length: 0 })).toBeNull();
  });
});
