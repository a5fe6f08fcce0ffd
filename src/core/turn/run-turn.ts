import type { TurnOutcome } from '../../shared/views.ts';
import { CoreError } from '../../shared/wire.ts';
import type { LoadedModel } from '../models/loaded-model.ts';
import { toWellFormed } from '../text/well-formed.ts';
import type { ChatState } from './chat-state.ts';
import { draftTokenCount } from './prompt.ts';
import { runAnswer } from './run-answer.ts';
import { RunningTurn } from './running-turn.ts';
import type { TurnContext } from './turn-context.ts';
import { type Turn, windowStartOf } from './turns.ts';
import type { WindowPlan } from './window.ts';

export interface TurnRequest {
  readonly text: string;
  /** Turns that may be forgotten for this one: exactly those that were named to the user. */
  readonly acceptForgetting: readonly number[];
}

/**
 * One turn, from the user's words to their place on disk; the answer then runs by itself and is told by the chat's events.
 * Ends early, with nothing stored or computed, when the words cannot fit or would make the model forget unnamed turns.
 */
export async function runTurn(context: TurnContext, chat: ChatState, request: TurnRequest): Promise<TurnOutcome> {
  return startTurn(context, chat, { ...request, parentId: chat.leafId(), isPinned: false, clearsDraft: true });
}

/** Asks the newest turn again, as a branch beside it. */
export async function retryTurn(
  context: TurnContext,
  chat: ChatState,
  turnId: number,
  acceptForgetting: readonly number[],
): Promise<TurnOutcome> {
  const turn = chat.turns().at(-1);
  if (turn?.id !== turnId) throw new CoreError('notTheLastTurn', 'Only the newest turn can be tried again.');
  const { text, parentId, isPinned } = turn.user;
  return startTurn(context, chat, { text, acceptForgetting, parentId, isPinned, clearsDraft: false });
}

interface TurnStart extends TurnRequest {
  readonly parentId: number | null;
  readonly isPinned: boolean;
  readonly clearsDraft: boolean;
}

async function startTurn(context: TurnContext, chat: ChatState, start: TurnStart): Promise<TurnOutcome> {
  const model = await context.model();
  if (chat.running) throw new CoreError('busy', 'This chat is being answered. Your words are kept until it is done.');
  const text = toWellFormed(start.text).trim();
  const userIds = model.tokenizer.encode(text);
  if (userIds.length === 0) throw new CoreError('emptyMessage', 'There is nothing to send yet.');

  const turns = chat.turnsUpTo(start.parentId);
  const plan = chat.plan(draftTokenCount(userIds), turns);
  if (plan.type === 'cannotFit') return { type: 'cannotFit', usage: chat.usage(userIds, turns) };
  if (mustAsk(plan, chat, start.acceptForgetting)) return { type: 'needsChoice', usage: chat.usage(userIds, turns) };

  const turn = store(context, chat, model, { ...start, text, userIds, turns, plan });
  context.queue.add(() => runAnswer(context, chat, model, turn));
  return { type: 'begun', turnId: turn.turnId };
}

function mustAsk(plan: WindowPlan, chat: ChatState, accepted: readonly number[]): boolean {
  if (plan.type !== 'forgets') return false;
  const { asksBeforeForgetting, policy } = chat.settings();
  if (!asksBeforeForgetting && policy !== 'stopAndAsk') return false;
  return !plan.forgotten.every((turn) => accepted.includes(turn.id));
}

interface PlannedTurn extends TurnStart {
  readonly userIds: readonly number[];
  readonly turns: readonly Turn[];
  readonly plan: WindowPlan<Turn>;
}

/** The words are safe on disk, with the window they were sent in, before anything is computed. */
function store(context: TurnContext, chat: ChatState, model: LoadedModel, turn: PlannedTurn): RunningTurn {
  const nowMs = context.nowMs();
  const { plan } = turn;
  const begun = context.store.turns.begin({
    chatId: chat.id,
    parentId: turn.parentId,
    text: turn.text,
    tokenIds: turn.userIds,
    tokenizerHash: model.tokenizer.hash,
    windowStartId: plan.windowStart || null,
    forgottenAtMs: plan.type === 'forgets' ? nowMs : (turn.turns.at(-1)?.user.forgottenAtMs ?? null),
    isPinned: turn.isPinned,
    clearsDraft: turn.clearsDraft,
    nowMs,
  });
  const running = new RunningTurn({
    turnId: begun.user.id,
    messageId: begun.assistant.id,
    promptIds: chat.promptIds(plan.kept, turn.userIds),
    hasMoved: plan.windowStart !== windowStartOf(turn.turns),
    isWaiting: context.queue.isBusy,
  });
  chat.begin(running, turn.clearsDraft);
  const [user, assistant] = chat.messageViews().slice(-2);
  if (!user || !assistant) throw new Error('A stored turn is not on its branch.');
  chat.broadcast({ type: 'begun', user, assistant, isWaiting: running.isWaiting, ...chat.turnsView() });
  context.onChatsChanged();
  return running;
}
