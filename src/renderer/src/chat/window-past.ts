import type { ForgettingLine } from '../../../shared/views.ts';
import type { ForgotView } from '../../../shared/window-view.ts';
import type { TurnBlock, TurnBlocks } from '../state/turn-blocks.ts';

/** Where the window began at an earlier time, and what was forgotten when it came to begin there. */
export interface Stratum {
  readonly tokens: number;
  readonly atMs: number;
  readonly turnIds: readonly number[];
}

/** What became of a turn's place in the window. */
export interface TurnPast {
  /** Drawn above the turn, the oldest first. */
  readonly strata: readonly Stratum[];
  /** When the turn was forgotten last; null when it never was, or that is not known. */
  readonly forgottenAtMs: number | null;
}

/** By turn. */
export type WindowPast = ReadonlyMap<number, TurnPast>;

const forgotsOfBlock = new WeakMap<TurnBlock, readonly ForgotView[]>();

/** All that was forgotten along the branch, in order. Blocks that did not change are not looked through again. */
export function forgotsOf(blocks: TurnBlocks): readonly ForgotView[] {
  return blocks.flatMap((block) => {
    const known = forgotsOfBlock.get(block);
    if (known) return known;
    const found = block.turns.flatMap(({ assistant }) => assistant?.forgot ?? []);
    forgotsOfBlock.set(block, found);
    return found;
  });
}

/** Each earlier beginning of the window is a stratum; where it begins now there is the forgetting line. */
export function pastOf(forgots: readonly ForgotView[], line: Pick<ForgettingLine, 'atMs'> | null): WindowPast {
  const past = new Map<number, TurnPast>();
  const change = (turnId: number, changed: (turn: TurnPast) => Partial<TurnPast>) => {
    const turn = past.get(turnId) ?? { strata: [], forgottenAtMs: null };
    past.set(turnId, { ...turn, ...changed(turn) });
  };
  for (const { turns, tokens, atMs, startTurnId } of forgots) {
    for (const { turnId } of turns) change(turnId, () => ({ forgottenAtMs: atMs }));
    if (startTurnId === null || atMs === line?.atMs) continue;
    const stratum = { tokens, atMs, turnIds: turns.map(({ turnId }) => turnId) };
    change(startTurnId, ({ strata }) => ({ strata: [...strata, stratum] }));
  }
  return past;
}

/** What concerns a block's own turns, the very same object as before where that is the same; null where nothing does. */
export function pastIn(block: TurnBlock, past: WindowPast, before: WindowPast | null): WindowPast | null {
  const own = block.turns.flatMap(({ id }) => {
    const turn = past.get(id);
    return turn ? [[id, turn] as const] : [];
  });
  if (own.length === 0) return null;
  const isSame = before?.size === own.length && own.every(([id, turn]) => isSamePast(before.get(id), turn));
  return isSame ? before : new Map(own);
}

/** Whether a turn looks the same: strata are told apart by their times. */
export function isSamePast(one: TurnPast | null | undefined, other: TurnPast | null | undefined): boolean {
  if (one === other) return true;
  if (!one || !other || one.forgottenAtMs !== other.forgottenAtMs) return false;
  return (
    one.strata.length === other.strata.length &&
    one.strata.every(({ atMs }, index) => atMs === other.strata[index]?.atMs)
  );
}
