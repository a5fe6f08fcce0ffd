import type { TurnChange } from '../../shared/window-view.ts';
import type { ActInForce } from '../store/acts.ts';
import type { Branch } from './branch.ts';

/** What each of them decides. */
export const changes = {
  pin: { kind: 'pinned', value: true },
  unpin: { kind: 'pinned', value: false },
  leaveOut: { kind: 'leftOut', value: true },
  putBack: { kind: 'leftOut', value: false },
} as const satisfies Record<TurnChange, { readonly kind: 'pinned' | 'leftOut'; readonly value: boolean }>;

/** What brings turns back on a branch: they are pinned, and one that was left out is in again. Null: it has not all of them. */
export function actsToBringBack(branch: Branch, turnIds: readonly number[]): ActInForce[] | null {
  const acts: ActInForce[] = [];
  for (const turnId of new Set(turnIds)) {
    const turn = branch.turn(turnId);
    if (!turn) return null;
    acts.push({ turnId, ...changes.pin });
    if (turn.isLeftOut) acts.push({ turnId, ...changes.putBack });
  }
  return acts;
}
