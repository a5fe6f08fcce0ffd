import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receiptShares } from './receipt-shares.ts';

const tokens = fc.integer({ min: 0, max: 100_000 });

describe('the bar of a receipt', () => {
  it('shows what was reused, read and written in proportion', () => {
    expect(receiptShares({ reusedTokens: 60, prefilledTokens: 10, decodedTokens: 30 })).toEqual({
      reused: 0.6,
      read: 0.1,
      written: 0.3,
    });
  });

  it('is not drawn of nothing', () => {
    expect(receiptShares({ reusedTokens: 0, prefilledTokens: 0, decodedTokens: 0 })).toBeNull();
  });

  it('is always filled, keeps the order of the counts, and hides no part that there is', () => {
    fc.assert(
      fc.property(tokens, tokens, tokens, (reusedTokens, prefilledTokens, decodedTokens) => {
        fc.pre(reusedTokens + prefilledTokens + decodedTokens > 0);
        const shares = receiptShares({ reusedTokens, prefilledTokens, decodedTokens });
        if (!shares) throw new Error('no bar of a receipt with tokens');
        expect(shares.reused + shares.read + shares.written).toBeCloseTo(1, 10);
        const pairs = [
          [reusedTokens, shares.reused],
          [prefilledTokens, shares.read],
          [decodedTokens, shares.written],
        ] as const;
        for (const [count, share] of pairs) {
          if (count === 0) expect(share).toBe(0);
          else expect(share * 60).toBeGreaterThan(1.5);
          for (const [other, otherShare] of pairs) if (count >= other) expect(share).toBeGreaterThanOrEqual(otherShare);
        }
      }),
    );
  });
});
