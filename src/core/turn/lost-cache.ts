import { commonPrefixLength } from '../../shared/common-prefix.ts';
import type { Lost } from './answer-ending.ts';

/** What is known of the cache a chat had last. */
export interface KnownIds {
  readonly ids: readonly number[];
  /** The engine it lives in. */
  readonly generation: number;
}

/**
 * Compares what was last cached for a chat with what the engine could reuse. Where the prompt itself departs from the
 * cached ids, the window or a change of turns did it; where it does not and less was reused, the cache is gone.
 */
export function lostOf(
  cache: KnownIds | null,
  turn: { readonly promptIds: readonly number[]; readonly hasMoved: boolean },
  reusedTokens: number,
  generation: number,
): Lost {
  const cached = cache?.ids ?? [];
  const shared = commonPrefixLength(cached, turn.promptIds);
  const departed = cached.length - shared;
  if (departed > 0) return { tokens: departed, because: turn.hasMoved ? 'windowMoved' : 'turnsChanged' };
  // One token always has to run, so that there are logits.
  const gone = Math.min(shared, turn.promptIds.length - 1) - reusedTokens;
  if (gone <= 0) return { tokens: 0, because: null };
  return { tokens: gone, because: cache?.generation === generation ? 'evicted' : 'engineRestarted' };
}
