import { nameTurn } from '../text/first-words.ts';
import type { Branch } from './branch.ts';

type ReadTexts = (messageIds: readonly number[]) => ReadonlyMap<number, string>;

/** How turns of a branch are named; the words of those that it has not read yet are asked for. What is gone is left out. */
export function namesOfTurns(branch: Branch, turnIds: readonly number[], read: ReadTexts): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const unread: number[] = [];
  for (const turnId of turnIds) {
    const turn = branch.turn(turnId);
    if (turn) names.set(turnId, turn.name);
    else unread.push(turnId);
  }
  if (unread.length === 0) return names;
  for (const [turnId, text] of read(unread)) names.set(turnId, nameTurn(text));
  return names;
}
