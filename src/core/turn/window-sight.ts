import type { ChatSettings } from '../../shared/settings.ts';
import type { Usage } from '../../shared/usage-view.ts';
import type { ChangePrice, ForgettingLine } from '../../shared/views.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { WindowAct } from '../store/acts.ts';
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
  const draftTokens = draftTokenCount(draftIds);
  const plan = planOf(sight, draftTokens);
  const seen = seenOf(sight);
  // Only these are named: what left the window long ago is not.
  const named = [...seen, ...plan.kept, ...(plan.type === 'forgets' ? plan.forgotten : [])];
  const names = new Map(named.map((turn) => [turn.id, turn.name]));
  return usageOf({
    windowTokens: model.windowTokens,
    reserveTokens: settings.maxReplyTokens,
    plan,
    seen,
    draftTokens,
    nameOf: (turnId) => names.get(turnId) ?? '',
    prefillTokensPerMs: model.readingSpeed.tokensPerMs,
  });
}

/** What an act would cost to read, and whether what must stay would still fit. */
export function priceOf(sight: WindowSight, act: WindowAct): ChangePrice {
  const changed = { ...sight, branch: sight.branch.act(act) };
  const [before, after] = [seenOf(sight), seenOf(changed)];
  const firstChange = after.findIndex((turn, index) => turn.id !== before[index]?.id);
  const rereadTokens = firstChange < 0 ? 0 : sumTokens(after.slice(firstChange));
  return {
    rereadTokens,
    rereadMs: readingMs(rereadTokens, sight.model?.readingSpeed.tokensPerMs ?? null),
    usedTokensAfter: sumTokens(after),
    isPossible: planOf(changed, 0).type !== 'cannotFit' || planOf(sight, 0).type === 'cannotFit',
  };
}

/** The line above the first turn that the window starts with; null while nothing is forgotten, or what is is not known yet. */
export function forgettingLineOf({ branch }: WindowSight, seen: readonly Turn[]): ForgettingLine | null {
  const { windowStart } = branch;
  const firstInside = branch.turnFrom(windowStart);
  if (!branch.isWhole || !firstInside) return null;
  const seenBefore = seen.filter((turn) => turn.id < windowStart);
  const tokens = branch.answeredTokensBefore(firstInside.id) - sumTokens(seenBefore);
  if (tokens === 0) return null;
  return { beforeTurnId: firstInside.id, tokens, atMs: branch.forgottenAtMs ?? firstInside.user.createdAtMs };
}

function candidatesOf({ branch, live }: WindowSight): Turn[] {
  return wholeTurns(withLiveAnswer(branch.windowTurns(), live), live);
}

function windowSettings({ settings, model }: WindowSight): WindowSettings {
  const { maxReplyTokens, policy } = settings;
  return { limitTokens: (model?.windowTokens ?? Number.POSITIVE_INFINITY) - maxReplyTokens, policy };
}
