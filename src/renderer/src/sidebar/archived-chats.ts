import type { PageState } from '../state/page-state.ts';

/** How many chats are in the archive. */
export function archivedCount({ chats }: PageState): number {
  let count = 0;
  for (const { archivedAtMs } of chats) if (archivedAtMs !== undefined) count++;
  return count;
}
