import type { TurnGroup } from './turn-groups.ts';

/** Turns that stand together in the document: what is far from sight costs by the block, not by the turn. */
export interface TurnBlock {
  /** The id of its first turn: it stays the same while turns are added behind. */
  readonly key: number;
  readonly groups: readonly TurnGroup[];
}

/** So few that laying out a block's parts anew is not noticed, so many that thousands of turns are few blocks. */
export const TURNS_IN_BLOCK = 64;
/** What is laid out, and given all it shows, at once. A screen shows about five turns. */
export const TURNS_IN_PART = 8;

/** Turns in blocks. Blocks in which nothing changed are the very objects of `before`, so that they do not render. */
export function blocksOf(groups: readonly TurnGroup[], before: readonly TurnBlock[] = []): readonly TurnBlock[] {
  const known = new Map(before.map((block) => [block.key, block]));
  const blocks: TurnBlock[] = [];
  for (let start = 0; start < groups.length; start += TURNS_IN_BLOCK) {
    const block = { key: groups[start]?.id ?? 0, groups: groups.slice(start, start + TURNS_IN_BLOCK) };
    const old = known.get(block.key);
    blocks.push(old && isSameList(old.groups, block.groups) ? old : block);
  }
  return blocks;
}

/** A block's turns by parts, the last one the shortest. */
export function partsOf({ groups }: TurnBlock): readonly (readonly TurnGroup[])[] {
  const parts: (readonly TurnGroup[])[] = [];
  for (let start = 0; start < groups.length; start += TURNS_IN_PART)
    parts.push(groups.slice(start, start + TURNS_IN_PART));
  return parts;
}

/** Whether two lists hold the very same objects. */
export function isSameList<Item>(left: readonly Item[], right: readonly Item[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

/** Characters in a line of the transcript, and the heights in px of a line and of all that a turn shows beside its words. */
const LINE_CHARACTERS = 88;
const LINE_PX = 26;
const TURN_PX = 132;

/** About how tall turns are that were never laid out. */
export function estimatedHeightPx(groups: readonly TurnGroup[]): number {
  const linesOf = (text: string | undefined) => Math.max(1, Math.ceil((text?.length ?? 0) / LINE_CHARACTERS));
  const heightOf = ({ user, assistant }: TurnGroup) =>
    TURN_PX + LINE_PX * (linesOf(user?.text) + linesOf(assistant?.text));
  return groups.reduce((sum, group) => sum + heightOf(group), 0);
}
