import type { TurnBlocks } from '../state/turn-blocks.ts';
import type { TextRange } from './text-marks.ts';

/** A place in the chat: messages' ids ascend along it. */
export type FindPlace = Pick<TextRange, 'messageId' | 'start'>;

/** Which of the places is the one at `from`, or the next behind it; the first where there is none behind. -1: there are none. */
export function placeFrom(hits: readonly TextRange[], from: FindPlace): number {
  if (hits.length === 0) return -1;
  const next = hits.findIndex(
    ({ messageId, start }) => messageId > from.messageId || (messageId === from.messageId && start >= from.start),
  );
  return Math.max(0, next);
}

/** The messages of turns that the model does not see. */
export function unseenMessageIds(blocks: TurnBlocks): ReadonlySet<number> {
  const ids = new Set<number>();
  for (const { turns } of blocks) {
    for (const { turn, user, assistant } of turns) {
      if (!turn || turn.isSeen) continue;
      if (user) ids.add(user.id);
      if (assistant) ids.add(assistant.id);
    }
  }
  return ids;
}
