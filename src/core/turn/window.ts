import type { WindowPolicy } from '../../shared/settings.ts';
import type { CannotFitCause } from '../../shared/usage-view.ts';

/** One user message and its answer, as the window counts it: with what the form has around them, never split. */
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
  /** Of the form, before the first turn: they stay in any case. Defaults to 0. */
  readonly openingTokens?: number;
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

/**
 * A slide goes on to this part of what the limit leaves beside the held turns, so that one reading anew buys many turns. Were it
 * a part of the whole limit, pins alone could stand above it, and each slide would take everything else.
 */
const LOW_WATER = 0.6;

/**
 * Decides which turns the model sees when a draft of `draftTokens` (with what the form has around it; 0 when empty) is sent.
 * Pure, and the only place that decides it: turn, gauge and preview ask here. `turns` are in order, their ids ascend.
 * The start moves only when what is kept now does not fit together with the draft; then whole turns leave, oldest first,
 * down to the low-water mark. Pinned turns and the last exchange stay, or the plan is `cannotFit` and nothing changes. Under
 * `neverForget` every turn stays.
 */
export function planWindow<Turn extends WindowTurn>(
  turns: readonly Turn[],
  settings: WindowSettings,
  draftTokens: number,
  windowStart: number,
): WindowPlan<Turn> {
  const { limitTokens, openingTokens = 0, policy = 'dropOldest' } = settings;
  const isHeld = heldBy(turns, policy);
  const keptNow = turns.filter((turn) => !turn.isLeftOut && (isHeld(turn) || turn.id >= windowStart));
  if (openingTokens + sumTokens(keptNow) + draftTokens <= limitTokens) {
    return { type: 'fits', windowStart, kept: keptNow };
  }

  const last = lastExchange(turns, keptNow);
  const mustStay = keptNow.filter((turn) => policy === 'neverForget' || isHeld(turn) || turn === last);
  const mustTokens = openingTokens + sumTokens(mustStay) + draftTokens;
  if (mustTokens > limitTokens) {
    const overByTokens = mustTokens - limitTokens;
    const pinnedTokens = sumTokens(mustStay.filter((turn) => isHeld(turn) && turn !== last));
    const cause = causeOf({ openingTokens, draftTokens, pinnedTokens, overByTokens, limitTokens, policy });
    return { type: 'cannotFit', windowStart, kept: keptNow, overByTokens, cause };
  }

  const heldTokens = openingTokens + sumTokens(keptNow.filter(isHeld));
  const markTokens = heldTokens + LOW_WATER * (limitTokens - heldTokens);
  const start = slideStart(keptNow, { isHeld, last, mustTokens, markTokens, newest: turns.at(-1) });
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

interface Overflow {
  readonly openingTokens: number;
  readonly draftTokens: number;
  /** Of what stays but for the last exchange. */
  readonly pinnedTokens: number;
  readonly overByTokens: number;
  readonly limitTokens: number;
  readonly policy: WindowPolicy;
}

function causeOf({
  openingTokens,
  draftTokens,
  pinnedTokens,
  overByTokens,
  limitTokens,
  policy,
}: Overflow): CannotFitCause {
  // Whatever is written or hidden: there is no room for a word.
  if (openingTokens >= limitTokens) return 'opening';
  if (openingTokens + draftTokens > limitTokens) return 'draft';
  if (policy === 'neverForget') return 'neverForget';
  return pinnedTokens >= overByTokens ? 'pins' : 'lastExchange';
}

interface Slide {
  readonly isHeld: (turn: WindowTurn) => boolean;
  readonly last: WindowTurn | undefined;
  /** What stays in any case, the draft included. */
  readonly mustTokens: number;
  readonly markTokens: number;
  /** The newest turn of all, also one that was left out. */
  readonly newest: WindowTurn | undefined;
}

/** The id from which turns stay: as many of the newest as fit under the mark, without a gap, besides what must stay. */
function slideStart(keptNow: readonly WindowTurn[], { isHeld, last, mustTokens, markTokens, newest }: Slide): number {
  // A turn in any case: where the window starts is stored as one.
  let start = (last ?? newest)?.id ?? 0;
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
