import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../shared/usage-view.ts';
import { acceptedTurns, namedSince, TIME_TO_SEE_MS } from './accepted-turns.ts';

const forgetting = (...turnIds: number[]) =>
  ({ sending: { type: 'forgets', turns: turnIds.map((turnId) => ({ turnId })) } }) as unknown as Usage;

describe('the turns accepted by sending', () => {
  it('keeps the time at which a turn was named first', () => {
    const first = namedSince(new Map(), forgetting(1), 100);
    const second = namedSince(first, forgetting(1, 2), 500);
    expect([...second]).toEqual([
      [1, 100],
      [2, 500],
    ]);
    expect(namedSince(second, { sending: { type: 'fits' } } as Usage, 900).size).toBe(0);
  });

  it('are exactly those that are named when the button is pressed', () => {
    const named = namedSince(new Map(), forgetting(1, 2), 100);
    expect(acceptedTurns(named, 'button', 'show', 101)).toEqual([1, 2]);
  });

  it('are not those that appeared under a key that was already on its way', () => {
    const named = new Map([
      [1, 0],
      [2, 1000],
    ]);
    expect(acceptedTurns(named, 'key', 'show', 1010)).toEqual([1]);
    expect(acceptedTurns(named, 'key', 'show', 1000 + TIME_TO_SEE_MS)).toEqual([1, 2]);
  });

  it('are none in a chat that stops and asks', () => {
    const named = namedSince(new Map(), forgetting(1), 0);
    expect(acceptedTurns(named, 'button', 'ask', 5000)).toEqual([]);
  });
});
