import { commonPrefixLength } from '../../shared/common-prefix.ts';
import type { LostBecause } from '../../shared/receipt-view.ts';
import type { LastHeld, ReportSource } from './cache-ledger.ts';

/** How much of what was held for a chat did not serve its next turn, and why. */
export interface Lost {
  readonly tokens: number;
  readonly because: LostBecause | null;
}

export const nothingLost: Lost = { tokens: 0, because: null };

export interface DepartingTurn {
  readonly promptIds: readonly number[];
  /** Why its prompt is not what was held and more, where it is not. */
  readonly departure: LostBecause;
}

/**
 * Compares what was held for a chat with what the engine could reuse. What went with its engine, its model or the pool's
 * budget was gone before the turn came, so that is the reason, whatever the prompt does; else the prompt departed from it.
 */
export function lostOf(last: LastHeld | null, turn: DepartingTurn, reusedTokens: number, engine: ReportSource): Lost {
  if (!last) return nothingLost;
  const shared = commonPrefixLength(last.ids, turn.promptIds);
  // One token always has to run, so that there are logits: it is not lost.
  const usable = Math.min(shared, turn.promptIds.length - 1);
  const isGone = last.generation !== engine.generation || reusedTokens < usable;
  if (!isGone)
    return last.ids.length > shared ? { tokens: last.ids.length - shared, because: turn.departure } : nothingLost;
  const tokens = last.ids.length - Math.min(reusedTokens, shared);
  return tokens > 0 ? { tokens, because: reasonGone(last, engine) } : nothingLost;
}

function reasonGone(last: LastHeld, engine: ReportSource): LostBecause {
  if (last.modelKey !== engine.modelKey) return 'modelChanged';
  return last.generation === engine.generation ? 'evicted' : 'engineRestarted';
}
