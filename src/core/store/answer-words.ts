import { toWellFormed } from '../text/well-formed.ts';
import type { TakenOver } from './taken-over.ts';
import { packTokenIds } from './token-ids.ts';
import { packLogits, type TokenLogits } from './token-logits.ts';

/** What an answer begins with that takes nothing over. */
export const nothingYet: TakenOver = {
  ...{ text: '', tokenIds: [], chosenLogits: new Float32Array(0), largestLogits: new Float32Array(0) },
};

/** An answer's words, ids and logits as a row has them. */
export function wordsToParameters(text: string, tokenIds: readonly number[], logits: TokenLogits) {
  const { chosen, largest } = packLogits(logits, tokenIds.length);
  return {
    text: toWellFormed(text),
    tokenIds: packTokenIds(tokenIds),
    chosenLogits: chosen,
    largestLogits: largest,
  };
}
