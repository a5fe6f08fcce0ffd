import type { BringBackView, ForgottenTurn } from '../../shared/window-view.ts';
import { isWholeTurn, type Turn } from './turns.ts';
import { planWindow, type WindowPlan } from './window.ts';
import {
  candidatesOf,
  countedDraft,
  forgottenIn,
  named,
  planOf,
  seenOf,
  type WindowSight,
  windowSettings,
} from './window-sight.ts';

/** More are not offered at once. */
const MOST_OFFERED = 100;

export interface BringBackOptions {
  /** Of what stands in the composer. */
  readonly draftTokens: number;
  /** Only these; null: any. */
  readonly among: readonly number[] | null;
}

/**
 * The turns that the model no longer sees and would see again once they are pinned, the newest first. Ticked are the newest, as
 * many as come back without anything else that the next send would have to forget for them.
 */
export function bringBackOf(sight: WindowSight, options: BringBackOptions): BringBackView {
  const draftTokens = countedDraft(sight, options.draftTokens);
  const candidates = candidatesOf(sight);
  const planWith = (turns: readonly Turn[]) =>
    planWindow(withPinned(candidates, turns), windowSettings(sight), draftTokens, sight.branch.windowStart);
  const goesAnyway = new Set(forgottenIn(planOf(sight, draftTokens)).map((turn) => turn.id));
  const offered: ForgottenTurn[] = [];
  const ticked: Turn[] = [];
  let isTicking = true;
  // Whether a turn fits alone depends on nothing but its length.
  let leastTooLong = Number.POSITIVE_INFINITY;
  for (const turn of forgottenTurns(sight, options.among)) {
    if (offered.length === MOST_OFFERED) break;
    if (turn.tokenCount >= leastTooLong) continue;
    if (planWith([turn]).type === 'cannotFit') {
      leastTooLong = turn.tokenCount;
      continue;
    }
    isTicking &&= needsNothing(planWith([...ticked, turn]), goesAnyway);
    if (isTicking) ticked.push(turn);
    offered.push({ ...named(turn), isTicked: isTicking });
  }
  return { turns: offered };
}

/** The newest first; what a person left out was not forgotten. */
function* forgottenTurns(sight: WindowSight, among: readonly number[] | null): Generator<Turn> {
  const { turns } = sight.branch;
  const seen = new Set(seenOf(sight).map((turn) => turn.id));
  const wanted = among && new Set(among);
  for (let index = turns.length - 1; index >= 0; index--) {
    const turn = turns[index] as Turn;
    const isAsked = wanted === null || wanted.has(turn.id);
    if (isAsked && isWholeTurn(turn) && !turn.isLeftOut && !seen.has(turn.id)) yield turn;
  }
}

/** In their places among those that the window is planned from. */
function withPinned(candidates: readonly Turn[], turns: readonly Turn[]): Turn[] {
  const pinned = turns.map((turn) => ({ ...turn, isPinned: true }));
  const ids = new Set(turns.map((turn) => turn.id));
  return [...candidates.filter((turn) => !ids.has(turn.id)), ...pinned].sort((one, other) => one.id - other.id);
}

function needsNothing(plan: WindowPlan<Turn>, goesAnyway: ReadonlySet<number>): boolean {
  return plan.type !== 'cannotFit' && forgottenIn(plan).every((turn) => goesAnyway.has(turn.id));
}
