import type { WindowPolicy } from '../../shared/settings.ts';
import type { CannotFitCause } from '../../shared/usage-view.ts';

/** One user message and its answer, as the window counts it: template tokens included, never split. */
export interface WindowTurn {
  readonly id: number;
  readonly tokenCount: number;
  readonly isPinned: boolean;
  readonly isLeftOut: boolean;
}

export interface WindowSettings {
  /** Window minus reserve: what history and draft may fill together. */
  readonly limitTokens: number;
  /** Defaults to 'dropOldest'. */
  readonly policy?: WindowPolicy;
  /** Tokens that stand before the first turn. Defaults to 0. */
  readonly systemTokens?: number;
}

/** `windowStart`: turns with an id below it are out of the window unless they are pinned. 0 is from the start. */
export type WindowPlan<Turn extends WindowTurn = WindowTurn> =
  | { readonly type: 'fits'; readonly windowStart: number; readonly kept: readonly Turn[] }
  | {
      readonly type: 'forgets';
      readonly windowStart: number;
      readonly kept: readonly Turn[];
      readonly forgotten: readonly Turn[];
      /** Tokens of `kept` behind the first one that leaves: positions are absolute, so these are read again. */
      readonly rereadTokens: number;
    }
  | {
      readonly type: 'cannotFit';
      readonly windowStart: number;
      readonly kept: readonly Turn[];
      readonly overByTokens: number;
      readonly cause: CannotFitCause;
    };

/** A slide goes on to this part of the limit, so that one reading anew buys many turns. */
const LOW_WATER = 0.6;

/**
 * Decides which turns the model sees when a draft of `draftTokens` (template tokens included; 0 when empty) is sent.
 * Pure, and the only place that decides it: turn, gauge and preview ask here. `turns` are in order, their ids ascend.
 * The start moves only when what is kept now does not fit together with the draft; then whole turns leave, oldest first,
 * down to the low-water mark. Pinned turns and the last exchange stay, or the plan is `cannotFit` and nothing changes.
 */
export function planWindow<Turn extends WindowTurn>(
  turns: readonly Turn[],
  settings: WindowSettings,
  draftTokens: number,
  windowStart: number,
): WindowPlan<Turn> {
  const { limitTokens, systemTokens = 0 } = settings;
  const isHeld = heldBy(turns, settings.policy ?? 'dropOldest');
  const keptNow = turns.filter((turn) => !turn.isLeftOut && (isHeld(turn) || turn.id >= windowStart));
  if (systemTokens + sumTokens(keptNow) + draftTokens <= limitTokens) {
    return { type: 'fits', windowStart, kept: keptNow };
  }

  if (settings.policy === 'neverForget') {
    const overByTokens = systemTokens + sumTokens(keptNow) + draftTokens - limitTokens;
    const cause = systemTokens + draftTokens > limitTokens ? 'draft' : 'neverForget';
    return { type: 'cannotFit', windowStart, kept: keptNow, overByTokens, cause };
  }
  const last = lastExchange(turns, keptNow);
  const held = keptNow.filter((turn) => isHeld(turn) && turn !== last);
  const mustTokens = systemTokens + sumTokens(held) + (last?.tokenCount ?? 0) + draftTokens;
  if (mustTokens > limitTokens) {
    const overByTokens = mustTokens - limitTokens;
    const cause = causeOf(systemTokens + draftTokens, sumTokens(held), overByTokens, limitTokens);
    return { type: 'cannotFit', windowStart, kept: keptNow, overByTokens, cause };
  }

  const start = slideStart(keptNow, isHeld, last, mustTokens, limitTokens * LOW_WATER);
  const kept = keptNow.filter((turn) => isHeld(turn) || turn.id >= start);
  const forgotten = keptNow.filter((turn) => !kept.includes(turn));
  return { type: 'forgets', windowStart: start, kept, forgotten, rereadTokens: rereadTokens(keptNow, kept) };
}

/** Pinned turns stay wherever the window starts; `keepFirst` pins the opening turn as well. */
function heldBy(turns: readonly WindowTurn[], policy: WindowPolicy): (turn: WindowTurn) => boolean {
  const first = policy === 'keepFirst' ? turns.find((turn) => !turn.isLeftOut) : undefined;
  return (turn) => turn.isPinned || turn === first;
}

/** The newest turn, unless the user took it out of the window: then nothing has to stay for it. */
function lastExchange(turns: readonly WindowTurn[], keptNow: readonly WindowTurn[]): WindowTurn | undefined {
  const newest = turns.at(-1);
  return newest && keptNow.includes(newest) ? newest : undefined;
}

function causeOf(draftTokens: number, heldTokens: number, overByTokens: number, limitTokens: number): CannotFitCause {
  if (draftTokens > limitTokens) return 'draft';
  return heldTokens >= overByTokens ? 'pins' : 'lastExchange';
}

/** The id from which turns stay: as many of the newest as fit under the mark, without a gap, besides what must stay. */
function slideStart(
  keptNow: readonly WindowTurn[],
  isHeld: (turn: WindowTurn) => boolean,
  last: WindowTurn | undefined,
  mustTokens: number,
  markTokens: number,
): number {
  let start = last?.id ?? (keptNow.at(-1)?.id ?? 0) + 1;
  let total = mustTokens;
  for (const turn of [...keptNow].reverse()) {
    if (turn === last || isHeld(turn)) continue;
    total += turn.tokenCount;
    if (total > markTokens) break;
    start = turn.id;
  }
  return start;
}

function rereadTokens(before: readonly WindowTurn[], after: readonly WindowTurn[]): number {
  const firstChange = after.findIndex((turn, index) => turn !== before[index]);
  return firstChange < 0 ? 0 : sumTokens(after.slice(firstChange));
}

export function sumTokens(turns: readonly { readonly tokenCount: number }[]): number {
  return turns.reduce((sum, turn) => sum + turn.tokenCount, 0);
}
