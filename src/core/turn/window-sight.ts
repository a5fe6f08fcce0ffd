import type { ChatSettings } from '../../shared/settings.ts';
import type { NamedTurn, Usage } from '../../shared/usage-view.ts';
import { usedWindowOf } from '../../shared/used-window.ts';
import type { ForgettingLine } from '../../shared/views.ts';
import type { WindowPrice } from '../../shared/window-view.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { Branch } from './branch.ts';
import { draftTokenCount } from './prompt.ts';
import { type LiveAnswer, type Turn, wholeTurns, withLiveAnswer } from './turns.ts';
import { readingMs, usageOf } from './usage.ts';
import { planWindow, sumTokens, type WindowPlan, type WindowSettings } from './window.ts';

/** All that a chat's window is planned from: by it the gauge, the list of what is forgotten next and the turn itself agree. */
export interface WindowSight {
  readonly branch: Branch;
  readonly live: LiveAnswer | null;
  readonly settings: ChatSettings;
  /** Null while there is none to count for: then nothing has an end. */
  readonly model: ModelHandle | null;
}

/** What sending a draft of so many tokens would keep and forget. */
export function planOf(sight: WindowSight, draftTokens: number): WindowPlan<Turn> {
  return planWindow(candidatesOf(sight), windowSettings(sight), draftTokens, sight.branch.windowStart);
}

/** The turns the model sees as the window stands, before anything is sent. */
export function seenOf(sight: WindowSight): readonly Turn[] {
  const unlimited = { ...windowSettings(sight), limitTokens: Number.POSITIVE_INFINITY };
  return planWindow(candidatesOf(sight), unlimited, 0, sight.branch.windowStart).kept;
}

/** The gauge for a draft, from the very plan that sending it would follow. Needs a model. */
export function usageIn(sight: WindowSight, draftIds: readonly number[]): Usage {
  const { model, settings } = sight;
  if (!model) throw new Error('The window is planned only once a model is known.');
  const draftTokens = draftTokenCount(draftIds, model.form);
  const plan = planOf(sight, draftTokens);
  const seen = seenOf(sight);
  const { limitTokens } = windowSettings(sight);
  const { openingTokens } = model.form;
  // Only these are named: what left the window long ago is not.
  const named = [...seen, ...plan.kept, ...(plan.type === 'forgets' ? plan.forgotten : [])];
  const names = new Map(named.map((turn) => [turn.id, turn.name]));
  return usageOf({
    windowTokens: usedWindowOf(settings, model.windowTokens),
    reserveTokens: settings.maxReplyTokens,
    plan,
    planBeyond: plan.type === 'fits' ? planOf(sight, limitTokens + 1 - openingTokens - sumTokens(seen)) : null,
    openingTokens,
    seen,
    draftTokens,
    nameOf: (turnId) => names.get(turnId) ?? '',
    prefillTokensPerMs: model.readingSpeed.tokensPerMs,
  });
}

/** What it costs that the branch becomes another one with other turns pinned or left out, and a draft is sent next. */
export function priceOf(sight: WindowSight, changedBranch: Branch, draftTokens: number): WindowPrice {
  const changed = { ...sight, branch: changedBranch };
  const counted = countedDraft(sight, draftTokens);
  const plans = { before: planOf(sight, counted), after: planOf(changed, counted) };
  const [before, after] = [seenOf(sight), seenOf(changed)];
  const rereadTokens = sumTokens(after.slice(sameTurns(before, after)));
  return priceIn(sight, plans, { rereadTokens, usedTokensAfter: openingTokensIn(sight) + sumTokens(after) });
}

/** The same for a turn that is asked again on such a branch: what counts is what its prompt holds, its own tokens included. */
export function retryPriceOf(sight: WindowSight, changedBranch: Branch, draftTokens: number): WindowPrice {
  const before = planOf(sight, draftTokens);
  const after = planOf({ ...sight, branch: changedBranch }, draftTokens);
  const same = sameTurns(before.kept, after.kept);
  const isSame = same === before.kept.length && same === after.kept.length;
  return priceIn(
    sight,
    { before, after },
    {
      rereadTokens: isSame ? 0 : sumTokens(after.kept.slice(same)) + draftTokens,
      usedTokensAfter: openingTokensIn(sight) + sumTokens(after.kept) + draftTokens,
    },
  );
}

interface Plans {
  readonly before: WindowPlan<Turn>;
  readonly after: WindowPlan<Turn>;
}

function priceIn(
  { model }: WindowSight,
  { before, after }: Plans,
  tokens: Pick<WindowPrice, 'rereadTokens' | 'usedTokensAfter'>,
): WindowPrice {
  const goesAnyway = new Set(forgottenIn(before).map((turn) => turn.id));
  const leaves = forgottenIn(after).filter((turn) => !goesAnyway.has(turn.id));
  return {
    ...tokens,
    rereadMs: readingMs(tokens.rereadTokens, model?.readingSpeed.tokensPerMs ?? null),
    isPossible: after.type !== 'cannotFit' || before.type === 'cannotFit',
    leaves: leaves.map(named),
  };
}

/** How many turns two windows begin with together: what stands behind them is read again. */
function sameTurns(before: readonly Turn[], after: readonly Turn[]): number {
  const firstChange = after.findIndex((turn, index) => turn.id !== before[index]?.id);
  return firstChange < 0 ? after.length : firstChange;
}

/** The tokens of a draft that a change is planned with: none of one that cannot be sent, whatever is changed is not to blame. */
export function countedDraft(sight: WindowSight, draftTokens: number): number {
  return planOf(sight, draftTokens).type === 'cannotFit' ? 0 : draftTokens;
}

export function forgottenIn(plan: WindowPlan<Turn>): readonly Turn[] {
  return plan.type === 'forgets' ? plan.forgotten : [];
}

export function named(turn: Turn): NamedTurn {
  return { turnId: turn.id, name: turn.name, tokens: turn.tokenCount };
}

/**
 * The line above what the model sees without a gap: the turns that the window starts with, and pinned ones right before them. Null
 * while nothing is forgotten, or what is is not known yet.
 */
export function forgettingLineOf({ branch }: WindowSight, seen: readonly Turn[]): ForgettingLine | null {
  const { windowStart } = branch;
  const firstInside = branch.turnFrom(windowStart);
  if (!branch.isWhole || !firstInside) return null;
  const seenAbove = seen.filter((turn) => turn.id < windowStart);
  const tokens = branch.answeredTokensBefore(firstInside.id) - sumTokens(seenAbove);
  if (tokens === 0) return null;
  let below = firstInside;
  while (seenAbove.length > 0 && branch.turnBefore(below.id)?.id === seenAbove.at(-1)?.id)
    below = seenAbove.pop() as Turn;
  const atMs = branch.forgottenAtMs ?? firstInside.user.createdAtMs;
  return { beforeTurnId: below.id, tokens, atMs, seenAbove: seenAbove.length };
}

/** The turns that decide the plan. */
export function candidatesOf({ branch, live }: WindowSight): Turn[] {
  return wholeTurns(withLiveAnswer(branch.windowTurns(), live), live);
}

export function windowSettings({ settings, model }: WindowSight): WindowSettings {
  const { maxReplyTokens, policy } = settings;
  if (!model) return { limitTokens: Number.POSITIVE_INFINITY, policy };
  const limitTokens = usedWindowOf(settings, model.windowTokens) - maxReplyTokens;
  return { limitTokens, policy, openingTokens: model.form.openingTokens };
}

/** Tokens that the window holds in any case. */
export function openingTokensIn({ model }: Pick<WindowSight, 'model'>): number {
  return model?.form.openingTokens ?? 0;
}
