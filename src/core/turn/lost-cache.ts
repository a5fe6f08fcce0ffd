import type { Lost } from './answer-ending.ts';
import type { ChatState } from './chat-state.ts';
import type { RunningTurn } from './running-turn.ts';

/**
 * Compares what was last cached for the chat with what the engine could reuse. Where the prompt itself departs from the
 * cached ids, the window or a change of turns did it; where it does not and less was reused, the cache is gone.
 */
export function lostOf(chat: ChatState, turn: RunningTurn, reusedTokens: number, generation: number): Lost {
  const cached = chat.cache?.ids ?? [];
  const shared = commonPrefixLength(cached, turn.promptIds);
  const departed = cached.length - shared;
  if (departed > 0) return { tokens: departed, because: turn.hasMoved ? 'windowMoved' : 'turnsChanged' };
  // One token always has to run, so that there are logits.
  const gone = Math.min(shared, turn.promptIds.length - 1) - reusedTokens;
  if (gone <= 0) return { tokens: 0, because: null };
  return { tokens: gone, because: chat.cache?.generation === generation ? 'evicted' : 'engineRestarted' };
}

/** Length of the longest common beginning of two id lists. */
export function commonPrefixLength(first: readonly number[], second: readonly number[]): number {
  const most = Math.min(first.length, second.length);
  let length = 0;
  while (length < most && first[length] === second[length]) length += 1;
  return length;
}
