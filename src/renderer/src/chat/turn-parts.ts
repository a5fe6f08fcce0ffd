import type { ShownTurn, TurnBlock } from '../state/turn-blocks.ts';

/** What is laid out, and given all it shows, at once. A screen shows about five turns. */
const TURNS_IN_PART = 8;

/** A block's turns by parts, the last one the shortest. */
export function partsOf({ turns }: TurnBlock): readonly (readonly ShownTurn[])[] {
  const parts: (readonly ShownTurn[])[] = [];
  for (let start = 0; start < turns.length; start += TURNS_IN_PART)
    parts.push(turns.slice(start, start + TURNS_IN_PART));
  return parts;
}

/** Characters in a line of the transcript, and the heights in px of a line and of all that a turn shows beside its words. */
const LINE_CHARACTERS = 88;
const LINE_PX = 26;
const TURN_PX = 132;

/** About how tall turns are that were never laid out. */
export function estimatedHeightPx(turns: readonly ShownTurn[]): number {
  const linesOf = (text: string | undefined) => Math.max(1, Math.ceil((text?.length ?? 0) / LINE_CHARACTERS));
  const heightOf = ({ user, assistant }: ShownTurn) =>
    TURN_PX + LINE_PX * (linesOf(user?.text) + linesOf(assistant?.text));
  return turns.reduce((sum, turn) => sum + heightOf(turn), 0);
}
