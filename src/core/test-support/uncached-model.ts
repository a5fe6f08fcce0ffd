import { join } from 'node:path';
import { openCpuProvider } from '../../engine/cpu-provider.ts';
import { importCheckpoint } from '../../engine/graph/import-checkpoint.ts';
import type { OutputRows } from '../../engine/output-rows.ts';
import { openSession } from '../../engine/session.ts';
import { withCache } from '../../engine/with-cache.ts';
import type { TokenLogits } from '../store/token-logits.ts';

/** An answer behind its prompt, with the logits that were measured as it was written. */
export interface MeasuredAnswer extends TokenLogits {
  readonly promptIds: readonly number[];
  readonly answerIds: readonly number[];
  /** So many of the answer's first ids were measured with another prompt. */
  readonly takenOverTokens: number;
}

/** A model that reads everything anew, whatever was read before. */
export interface UncachedModel {
  /** The largest difference of an answer's logits from those of one uncached run, as a share of the largest logit; and of how many. */
  differenceOf(answer: MeasuredAnswer): Promise<{ readonly difference: number; readonly compared: number }>;
  close(): Promise<void>;
}

export async function openUncachedModel(modelDir: string, folder: string): Promise<UncachedModel> {
  const session = await openSession(
    await importCheckpoint(modelDir, join(folder, 'graphs')),
    openCpuProvider('inPlace', 1),
  );
  return {
    differenceOf: (answer) =>
      withCache(session, async (cache) => {
        const ids = [...answer.promptIds, ...answer.answerIds];
        return compare(await session.run(cache, ids, { logitsAt: 'all' }), answer);
      }),
    close: () => session.close(),
  };
}

function compare(
  rows: OutputRows,
  { promptIds, answerIds, chosenLogits, largestLogits, takenOverTokens }: MeasuredAnswer,
) {
  let [difference, compared] = [0, 0];
  for (let index = takenOverTokens; index < answerIds.length; index++) {
    // What stands for a part of a sampled token was not sampled itself.
    if (Number.isNaN(chosenLogits[index])) continue;
    const row = rows.at(promptIds.length + index - 1); // [vocabulary]
    let [largest, scale] = [Number.NEGATIVE_INFINITY, 0];
    for (const logit of row) {
      largest = Math.max(largest, logit);
      scale = Math.max(scale, Math.abs(logit));
    }
    const chosen = Math.abs((row[answerIds[index] as number] as number) - (chosenLogits[index] as number));
    difference = Math.max(difference, chosen / scale, Math.abs(largest - (largestLogits[index] as number)) / scale);
    compared += 1;
  }
  return { difference, compared };
}
