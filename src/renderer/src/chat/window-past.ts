import type { ForgettingLine } from '../../../shared/views.ts';
import type { ForgotView } from '../../../shared/window-view.ts';
import { isSameList } from '../state/same-list.ts';
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
function forgotsOf(blocks: TurnBlocks): readonly ForgotView[] {
  return blocks.flatMap((block) => {
    const known = forgotsOfBlock.get(block);
    if (known) return known;
    const found = block.turns.flatMap(({ assistant }) => assistant?.forgot ?? []);
    forgotsOfBlock.set(block, found);
    return found;
  });
}

const noPast: TurnPast = { strata: [], forgottenAtMs: null };

/**
 * What became of each turn's place in the window, for a branch that grows at both ends: older turns are told after the newest.
 * What is added costs what it names, however long the chat is. Each earlier beginning of the window is a stratum; where it begins
 * now there is the forgetting line.
 */
export class WindowPasts {
  private forgots: readonly ForgotView[] = [];
  private lineAtMs: number | null = null;
  private turns = new Map<number, TurnPast>();
  private readonly blocks = new Map<number, { readonly turns: TurnBlock['turns']; readonly past: WindowPast | null }>();

  /** From here on it is about these blocks and this line. */
  update(blocks: TurnBlocks, line: Pick<ForgettingLine, 'atMs'> | null): void {
    const forgots = forgotsOf(blocks);
    const touched = new Set<number>();
    const added = forgots.length - this.forgots.length;
    if (added >= 0 && isSameList(this.forgots, forgots.slice(added))) {
      for (const forgot of forgots.slice(0, added).reverse()) this.add(forgot, 'older', touched);
    } else if (added >= 0 && isSameList(this.forgots, forgots.slice(0, this.forgots.length))) {
      for (const forgot of forgots.slice(this.forgots.length)) this.add(forgot, 'newer', touched);
    } else {
      this.turns = new Map();
      this.blocks.clear();
      for (const forgot of forgots) this.add(forgot, 'newer', touched);
    }
    const lineAtMs = line?.atMs ?? null;
    if (lineAtMs !== this.lineAtMs) {
      const moved = forgots.filter(({ atMs }) => atMs === lineAtMs || atMs === this.lineAtMs);
      for (const { startTurnId } of moved) if (startTurnId !== null) touched.add(startTurnId);
    }
    this.forgots = forgots;
    this.lineAtMs = lineAtMs;
    for (const key of keysOf(blocks, touched)) this.blocks.delete(key);
  }

  /** What concerns a block's own turns, the very same object while that is the same; null where nothing does. */
  of(block: TurnBlock): WindowPast | null {
    const known = this.blocks.get(block.key);
    if (known && known.turns === block.turns) return known.past;
    const own = block.turns.flatMap(({ id }) => {
      const turn = this.turns.get(id);
      return turn ? [[id, this.withoutLine(turn)] as const] : [];
    });
    const isSame = known?.past?.size === own.length && own.every(([id, turn]) => isSamePast(known.past?.get(id), turn));
    const past = own.length === 0 ? null : isSame ? (known?.past ?? null) : new Map(own);
    this.blocks.set(block.key, { turns: block.turns, past });
    return past;
  }

  private add({ turns, tokens, atMs, startTurnId }: ForgotView, age: 'older' | 'newer', touched: Set<number>): void {
    for (const { turnId } of turns) {
      const known = this.turns.get(turnId) ?? noPast;
      const forgottenAtMs = age === 'older' ? (known.forgottenAtMs ?? atMs) : atMs;
      this.turns.set(turnId, { ...known, forgottenAtMs });
      touched.add(turnId);
    }
    if (startTurnId === null) return;
    const known = this.turns.get(startTurnId) ?? noPast;
    const stratum = { tokens, atMs, turnIds: turns.map(({ turnId }) => turnId) };
    const strata = age === 'older' ? [stratum, ...known.strata] : [...known.strata, stratum];
    this.turns.set(startTurnId, { ...known, strata });
    touched.add(startTurnId);
  }

  private withoutLine(turn: TurnPast): TurnPast {
    const isLine = ({ atMs }: Stratum) => atMs === this.lineAtMs;
    return turn.strata.some(isLine) ? { ...turn, strata: turn.strata.filter((one) => !isLine(one)) } : turn;
  }
}

/** The keys of the blocks that have these turns. */
function keysOf(blocks: TurnBlocks, turnIds: ReadonlySet<number>): ReadonlySet<number> {
  const keys = new Set<number>();
  for (const turnId of turnIds) {
    let at = blocks.length - 1;
    while (at > 0 && (blocks[at]?.key ?? 0) > turnId) at -= 1;
    const key = blocks[at]?.key;
    if (key !== undefined) keys.add(key);
  }
  return keys;
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
