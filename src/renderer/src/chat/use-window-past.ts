import { useRef } from 'react';
import type { ForgettingLine } from '../../../shared/views.ts';
import type { ForgotView } from '../../../shared/window-view.ts';
import { isSameList } from '../state/same-list.ts';
import type { TurnBlock, TurnBlocks } from '../state/turn-blocks.ts';
import { forgotsOf, pastIn, pastOf, type WindowPast } from './window-past.ts';

interface Known {
  readonly forgots: readonly ForgotView[];
  readonly lineAtMs: number | null;
  readonly past: WindowPast;
  readonly byBlock: Map<number, WindowPast | null>;
  /** The turns that a block was asked for with; others of them may have a past as well. */
  readonly turnsOf: Map<number, TurnBlock['turns']>;
}

/** Gives of each block what became of its turns' places in the window. It is made anew only when something was forgotten. */
export function useWindowPast(
  blocks: TurnBlocks,
  line: ForgettingLine | null,
): (block: TurnBlock) => WindowPast | null {
  const known = useRef<Known | null>(null);
  const forgots = forgotsOf(blocks);
  const lineAtMs = line?.atMs ?? null;
  const before = known.current;
  const isSame = before !== null && before.lineAtMs === lineAtMs && isSameList(before.forgots, forgots);
  const now = isSame
    ? before
    : { forgots, lineAtMs, past: pastOf(forgots, line), byBlock: new Map(), turnsOf: new Map() };
  known.current = now;
  return (block) => {
    if (now.turnsOf.get(block.key) === block.turns) return now.byBlock.get(block.key) ?? null;
    const own = pastIn(block, now.past, now.byBlock.get(block.key) ?? before?.byBlock.get(block.key) ?? null);
    now.turnsOf.set(block.key, block.turns);
    now.byBlock.set(block.key, own);
    return own;
  };
}
