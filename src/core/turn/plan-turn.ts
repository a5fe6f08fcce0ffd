import type { ChatSettings } from '../../shared/settings.ts';
import type { TurnOutcome } from '../../shared/views.ts';
import { CoreError } from '../../shared/wire.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { ActInForce } from '../store/acts.ts';
import type { TakenOver } from '../store/taken-over.ts';
import { toWellFormed } from '../text/well-formed.ts';
import type { Branch } from './branch.ts';
import type { ChatState } from './chat-state.ts';
import { draftTokenCount } from './prompt.ts';
import { actsToBringBack } from './turn-change.ts';
import type { Turn } from './turns.ts';
import type { WindowPlan } from './window.ts';

/** What a turn begins from, whatever it is: a new message, other words for one, or another answer. */
export interface TurnStart {
  readonly text: string;
  /** Turns that may be forgotten for this one: exactly those that were named to the user. */
  readonly acceptForgetting: readonly number[];
  /** The page's own for this message: sent again with it, it is stored once. Null when a turn is asked again. */
  readonly sendKey: string | null;
  /** What stands before its message. */
  readonly branch: Branch;
  /** The turn that is asked again; null for a new message. */
  readonly retried: Turn | null;
  /** What its answer begins with, of the try before; null: nothing. */
  readonly takenOver: TakenOver | null;
  /** Its words come from the composer, which is empty from then on. */
  readonly clearsDraft: boolean;
  /** Turns that it begins with pinned. */
  readonly bringBack: readonly number[];
}

export type FittingPlan = Exclude<WindowPlan<Turn>, { type: 'cannotFit' }>;

/** A turn as it will be: what is stored and asked of the engine, and what it costs, come from this. */
export interface PlannedTurn extends TurnStart {
  readonly userIds: readonly number[];
  readonly plan: FittingPlan;
  /** All that the model is given. */
  readonly promptIds: readonly number[];
  readonly settings: ChatSettings;
}

type Refused = Extract<TurnOutcome, { type: 'cannotFit' }>;

/** Plans a turn; changes nothing. Throws what is wrong with its words. */
export function planTurn(chat: ChatState, model: ModelHandle, start: TurnStart, atMs: number): PlannedTurn | Refused {
  const text = toWellFormed(start.text).trim();
  const userIds = model.tokenizer.encode(text);
  if (userIds.length === 0) throw new CoreError('emptyMessage');
  const takenOverIds = start.takenOver?.tokenIds ?? [];
  const sentIds = [...userIds, ...takenOverIds];
  const branch = withActs(start.branch, broughtBack(start.branch, start.bringBack), atMs);
  const plan = chat.plan(draftTokenCount(sentIds, model.form), branch);
  if (plan.type === 'cannotFit') return { type: 'cannotFit', usage: chat.usage(sentIds, branch) };
  const promptIds = [...chat.promptIds(plan.kept, userIds), ...takenOverIds];
  return { ...start, text, userIds, plan, promptIds, settings: chat.settings() };
}

/** Nothing is stored: the person decides about what it would make the model forget. */
export function askedBefore(chat: ChatState, turn: PlannedTurn, atMs: number): TurnOutcome | null {
  const { plan, settings, acceptForgetting, branch, bringBack, userIds, takenOver } = turn;
  const isTold = plan.type === 'forgets' && settings.telling !== 'silent';
  if (!isTold || plan.forgotten.every(({ id }) => acceptForgetting.includes(id))) return null;
  const changed = withActs(branch, broughtBack(branch, bringBack), atMs);
  return { type: 'needsChoice', usage: chat.usage([...userIds, ...(takenOver?.tokenIds ?? [])], changed) };
}

/** What the branch begins with of decisions, as they stand now: those in force for what it shares, and what is brought back. */
export function actsOf(chat: ChatState, { branch, retried, bringBack }: TurnStart): readonly ActInForce[] {
  const back = broughtBack(branch, bringBack);
  const carried = chat.branch.actsToCarry(retried ? retried.id : branch.leafId);
  const isOverruled = (act: ActInForce) => {
    // Planned with it, the answer says itself where its window starts.
    if (act.kind === 'start') return true;
    // Whoever asks a turn again that was left out wants it read: it is back in the window.
    if (act.kind === 'leftOut' && act.turnId === retried?.id) return true;
    return back.some(({ kind, turnId }) => kind === act.kind && turnId === act.turnId);
  };
  return [...carried.filter((act) => !isOverruled(act)), ...back];
}

/** A turn of the branch that is shown, and what stands before it. */
export function askedAgain(chat: ChatState, turnId: number): { readonly turn: Turn; readonly branch: Branch } {
  const turn = chat.turns().at(-1)?.id === turnId ? chat.turns().at(-1) : chat.branch.turn(turnId);
  if (!turn) throw new CoreError('noSuchTurn');
  return { turn, branch: chat.branch.upTo(turn.user.parentId) };
}

export function broughtBack(branch: Branch, turnIds: readonly number[]): readonly ActInForce[] {
  const acts = actsToBringBack(branch, turnIds);
  if (!acts) throw new CoreError('noSuchTurn');
  return acts;
}

/** A branch to plan with, as if something had been decided at its leaf. */
export function withActs(branch: Branch, acts: readonly ActInForce[], atMs: number): Branch {
  const { leafId } = branch;
  return leafId === null ? branch : branch.act(...acts.map((act) => ({ ...act, leafId, atMs })));
}
