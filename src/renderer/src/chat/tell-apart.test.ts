import { describe, expect, it } from 'vitest';
import { tellApart } from './tell-apart.ts';

const named = (turnId: number, name: string) => ({ turnId, name, tokens: 5 });

describe('turns of the same name', () => {
  it('are told apart by their times, and others by nothing', () => {
    const turns = [named(1, 'Hello!'), named(3, 'Tell me a story.'), named(5, 'Tell me a story.')];
    expect(tellApart(turns, (turnId) => `14:0${turnId}`)).toEqual(
      new Map([
        [3, { type: 'time', time: '14:03' }],
        [5, { type: 'time', time: '14:05' }],
      ]),
    );
  });

  it('are numbered as they were said where their times are the same or not known', () => {
    const turns = [named(5, 'Tell me a story.'), named(3, 'Tell me a story.')];
    const numbers = new Map([
      [5, { type: 'nth', number: 2 }],
      [3, { type: 'nth', number: 1 }],
    ]);
    expect(tellApart(turns, () => '14:00')).toEqual(numbers);
    expect(tellApart(turns, (turnId) => (turnId === 3 ? null : '14:00'))).toEqual(numbers);
  });
});
