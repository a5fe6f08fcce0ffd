import type { ReceiptView } from './receipt-view.ts';

/** A speed over fewer tokens is mostly chance: six tokens of the same model gave 65 and 430 a second. */
const LEAST_SPOKEN_TOKENS = 20;

/** Tokens a second, where the answer is long enough for that to mean something. */
export function spokenSpeed({
  tokensPerSecond,
  decodedTokens,
}: Pick<ReceiptView, 'tokensPerSecond' | 'decodedTokens'>): number | null {
  return decodedTokens >= LEAST_SPOKEN_TOKENS ? tokensPerSecond : null;
}
