import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commonPrefixLength } from './common-prefix.ts';

it('the common prefix of two lists ends where they first differ', () => {
  const ids = fc.array(fc.nat(3), { maxLength: 20 });
  fc.assert(
    fc.property(ids, ids, (first, second) => {
      const length = commonPrefixLength(first, second);
      expect(first.slice(0, length)).toEqual(second.slice(0, length));
      if (length < Math.min(first.length, second.length)) expect(first[length]).not.toBe(second[length]);
    }),
  );
});
