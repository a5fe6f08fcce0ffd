import type { Chooser } from './chooser.ts';
import type { BestToken, GreedyHead } from './greedy-head.ts';
import type { KvCache } from './kv-cache.ts';
import type { ModelSession } from './session.ts';
import { openStepper, type Stepper } from './stepper.ts';

/** A greedy head on trial: an undecided step is run twice, so one that seldom decides is better not asked. One per loaded model. */
export class Screening {
  readonly head: GreedyHead;
  private decided = 0;
  private undecided = 0;

  constructor(head: GreedyHead) {
    this.head = head;
  }

  record(isDecided: boolean): void {
    if (isDecided) this.decided += 1;
    else this.undecided += 1;
  }

  get isWorthwhile(): boolean {
    return this.undecided < 8 || this.decided > 8 * this.undecided;
  }
}

/**
 * One token a step, the one with the largest logit, for choosers that take it. Where the greedy head proves which it is, most
 * of the head is not read; else the step is run again with all logits. The token is the same either way, its logit but for the
 * order of float32 sums.
 */
export function openScreenedStepper(
  session: ModelSession,
  cache: KvCache,
  chooser: Chooser,
  screening: Screening,
): Stepper {
  async function screenedBest(id: number): Promise<BestToken | null> {
    const past = cache.length;
    const rows = await session.runHeadless(cache, [id], { rowsAt: 'last' });
    const best = await screening.head.best(rows.last).catch((error: unknown) => {
      cache.rewindTo(past);
      throw error;
    });
    screening.record(best !== null);
    if (best === null) cache.rewindTo(past);
    return best;
  }

  return openStepper(async (id) => {
    const best = screening.isWorthwhile ? await screenedBest(id) : null;
    if (best) {
      chooser.say(best.id);
      return [{ id: best.id, logit: best.logit, largestLogit: best.logit }];
    }
    const rows = await session.run(cache, [id], { logitsAt: 'last' });
    return [chooser.choose(rows.last)];
  });
}
