import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharing } from './sharing.ts';

describe('sharing', () => {
  it('gives what was there before where nothing changed, however deep', () => {
    const before = { used: 3, turns: [{ name: 'a' }, { name: 'b' }], sending: { type: 'fits' } };
    expect(sharing(before, structuredClone(before))).toBe(before);
  });

  it('gives the new value with the parts that did not change taken from before', () => {
    const before = { used: 3, turns: [{ name: 'a' }, { name: 'b' }], sending: { type: 'fits' } };
    const after = { used: 4, turns: [{ name: 'a' }, { name: 'c' }, { name: 'd' }], sending: { type: 'fits' } };
    const shared = sharing(before, after);
    expect(shared).toEqual(after);
    expect(shared.sending).toBe(before.sending);
    expect(shared.turns[0]).toBe(before.turns[0]);
  });

  it('never gives anything but the new value, whatever was there before', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(sharing(before, after)).toStrictEqual(after);
        expect(sharing(after, structuredClone(after))).toBe(after);
      }),
    );
  });

  it('tells a value that is missing from one that is undefined', () => {
    expect(sharing({ one: 1, two: undefined }, { one: 1, three: undefined })).toStrictEqual({
      one: 1,
      three: undefined,
    });
  });
});
