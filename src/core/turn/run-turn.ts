import { characterCount, isMessageTooLong, mostMessageCharacters } from '../../shared/message-length.ts';
import type { ChatSettings } from '../../shared/settings.ts';
import type { LostBecause, TurnOutcome } from '../../shared/views.ts';
import type { WindowPrice } from '../../shared/window-view.ts';
import { CoreError } from '../../shared/wire.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import { noSuchChat } from '../no-such-chat.ts';
import type { ActInForce } from '../store/acts.ts';
import { retryWhileBusy } from '../store/busy.ts';
import type { TakenOver } from '../store/taken-over.ts';
import type { BegunTurn } from '../store/turns.ts';
import { toWellFormed } from '../text/well-formed.ts';
import { answeredByOf } from './answer-ending.ts';
import type { Branch } from './branch.ts';
import type { ChatState } from './chat-state.ts';
import { messageViewsOf } from './chat-view.ts';
import { readWordsFor } from './find-unseen-turn.ts';
import { draftTokenCount } from './prompt.ts';
import { runAnswer } from './run-answer.ts';
import { RunningTurn } from './running-turn.ts';
import { actsToBringBack } from './turn-change.ts';
import { cacheKeyOf, type TurnContext } from './turn-context.ts';
import type { Turn } from './turns.ts';
import type { WindowPlan } from './window.ts';
import { forgottenIn, retryPriceOf } from './window-sight.ts';

export interface RetryRequest {
  readonly turnId: number;
  readonly acceptForgetting: readonly number[];
  /** Turns that are pinned in the branch that begins with it. */
  readonly bringBack: readonly number[];
}

export interface TurnRequest {
  readonly text: string;
  /** Turns that may be forgotten for this one: exactly those that were named to the user. */
  readonly acceptForgetting: readonly number[];
  /** The page's own for this message: sent again with it, it is stored once. Null when a turn is asked again. */
  readonly sendKey: string | null;
}

/**
 * One turn, from the user's words to their place on disk; the answer then runs by itself and is told by the chat's events.
 * Ends early, with nothing stored or computed, when the words cannot fit or would make the model forget unnamed turns.
 */
export async function runTurn(context: TurnContext, chat: ChatState, request: TurnRequest): Promise<TurnOutcome> {
  const { sendKey } = request;
  if (sendKey === null) return sendTurn(context, chat, request);
  const underWay = chat.sends.get(sendKey);
  if (underWay) return underWay;
  const outcome = sendTurn(context, chat, request).finally(() => chat.sends.delete(sendKey));
  chat.sends.set(sendKey, outcome);
  return outcome;
}

async function sendTurn(context: TurnContext, chat: ChatState, request: TurnRequest): Promise<TurnOutcome> {
  refuseTooLong(request.text);
  const model = await context.model();
  const sent = request.sendKey === null ? null : context.store.turns.findBySendKey(chat.id, request.sendKey);
  if (sent) return { type: 'begun', turnId: sent.turnId };
  return startTurn(context, chat, model, {
    ...request,
    branch: chat.branch,
    retried: null,
    takenOver: null,
    bringBack: [],
  });
}

/** Asks the newest turn again: its message gets another answer beside those it has. */
export async function retryTurn(
  context: TurnContext,
  chat: ChatState,
  { turnId, acceptForgetting, bringBack }: RetryRequest,
): Promise<TurnOutcome> {
  const model = await context.model();
  const { turn, branch } = triedAgain(chat, turnId);
  const { text } = turn.user;
  return startTurn(context, chat, model, {
    ...{ text, acceptForgetting, branch, bringBack, sendKey: null, retried: turn, takenOver: null },
  });
}

/** What a try would cost with these turns brought back, compared with one without. */
export async function priceRetry(
  context: TurnContext,
  chat: ChatState,
  { turnId, bringBack }: Omit<RetryRequest, 'acceptForgetting'>,
): Promise<WindowPrice> {
  await context.model();
  const { turn, branch } = triedAgain(chat, turnId);
  const changed = withActs(branch, broughtBack(branch, bringBack), context.nowMs());
  return retryPriceOf(chat.sight(branch), changed, draftTokenCount(turn.userIds));
}

/** The newest turn, and what stands before it. */
export function triedAgain(chat: ChatState, turnId: number): { readonly turn: Turn; readonly branch: Branch } {
  const turn = chat.turns().at(-1);
  if (turn?.id !== turnId) throw new CoreError('notTheLastTurn');
  return { turn, branch: chat.branch.upTo(turn.user.parentId) };
}

function broughtBack(branch: Branch, turnIds: readonly number[]): readonly ActInForce[] {
  const acts = actsToBringBack(branch, turnIds);
  if (!acts) throw new CoreError('noSuchTurn');
  return acts;
}

/** A branch to plan with, as if something had been decided at its leaf. */
function withActs(branch: Branch, acts: readonly ActInForce[], atMs: number): Branch {
  const { leafId } = branch;
  return leafId === null ? branch : branch.act(...acts.map((act) => ({ ...act, leafId, atMs })));
}

/** Refuses what no message may be, before anything is done with it. */
export function refuseTooLong(text: string): void {
  if (!isMessageTooLong(text)) return;
  const characters = characterCount(text);
  throw new CoreError('messageTooLong', { characters, mostCharacters: mostMessageCharacters });
}

export interface TurnStart extends TurnRequest {
  /** What stands before its message. */
  readonly branch: Branch;
  /** The turn that is asked again; null for a new message. */
  readonly retried: Turn | null;
  /** What its answer begins with, of the try before; null: nothing. */
  readonly takenOver: TakenOver | null;
  /** Turns that it begins with pinned. */
  readonly bringBack: readonly number[];
}

interface PlannedTurn extends TurnStart {
  readonly userIds: readonly number[];
  readonly acts: readonly ActInForce[];
  readonly plan: Exclude<WindowPlan<Turn>, { type: 'cannotFit' }>;
  readonly settings: ChatSettings;
  readonly seed: number | null;
}

/** Plans a turn, stores it, and has it answered; or ends early, as `runTurn` says. */
export async function startTurn(
  context: TurnContext,
  chat: ChatState,
  model: ModelHandle,
  start: TurnStart,
): Promise<TurnOutcome> {
  if (chat.isDeleted) throw noSuchChat();
  if (chat.running || chat.isStarting) {
    throw new CoreError('busy');
  }
  const text = toWellFormed(start.text).trim();
  const userIds = model.tokenizer.encode(text);
  if (userIds.length === 0) throw new CoreError('emptyMessage');

  const { retried } = start;
  const sentIds = [...userIds, ...(start.takenOver?.tokenIds ?? [])];
  const back = broughtBack(start.branch, start.bringBack);
  const branch = withActs(start.branch, back, context.nowMs());
  const plan = chat.plan(draftTokenCount(sentIds), branch);
  if (plan.type === 'cannotFit') return { type: 'cannotFit', usage: chat.usage(sentIds, branch) };
  const settings = chat.settings();
  if (mustAsk(plan, settings, start.acceptForgetting)) {
    return { type: 'needsChoice', usage: chat.usage(sentIds, branch) };
  }
  const seed = settings.isGreedy ? null : (settings.seed ?? context.randomSeed());
  const carried = chat.branch.actsToCarry(retried ? retried.id : branch.leafId);
  // Whoever asks a turn again that was left out wants it read: it is back in the window.
  const isOverruled = (act: ActInForce) => back.some(({ kind, turnId }) => kind === act.kind && turnId === act.turnId);
  const kept = carried.filter((act) => !(act.kind === 'leftOut' && act.turnId === retried?.id) && !isOverruled(act));
  const acts = [...kept, ...back];
  const turn = await store(context, chat, model, { ...start, text, userIds, acts, plan, settings, seed });
  return { type: 'begun', turnId: turn };
}

function mustAsk(plan: WindowPlan, settings: ChatSettings, accepted: readonly number[]): boolean {
  if (plan.type !== 'forgets') return false;
  if (settings.telling === 'silent') return false;
  return !plan.forgotten.every((turn) => accepted.includes(turn.id));
}

/** Somebody who pressed Send waits: after this they are told why, and keep their words. */
const BEGIN_PATIENCE_MS = 3_000;

/** The words are safe on disk, with the window they were sent in, before anything is computed. Gives the turn's id. */
async function store(context: TurnContext, chat: ChatState, model: ModelHandle, turn: PlannedTurn): Promise<number> {
  const nowMs = context.nowMs();
  const { plan, settings, seed } = turn;
  chat.isStarting = true;
  try {
    const begun = await retryWhileBusy(
      () =>
        context.store.turns.begin({
          chatId: chat.id,
          parentId: turn.branch.leafId,
          again: turn.retried?.id ?? null,
          takenOver: turn.takenOver,
          acts: turn.acts,
          text: turn.text,
          tokenIds: turn.userIds,
          tokenizerHash: model.tokenizer.hash,
          sendKey: turn.sendKey,
          promptTurnIds: plan.kept.map((kept) => kept.id),
          answeredBy: context.link.view().type === 'ready' ? answeredByOf(model) : null,
          sampling: settings,
          seed,
          windowStartId: plan.windowStart || null,
          forgottenAtMs: plan.type === 'forgets' ? nowMs : turn.branch.forgottenAtMs,
          forgotten: forgottenIn(plan).map(({ id, tokenCount }) => ({ turnId: id, tokens: tokenCount })),
          nowMs,
        }),
      BEGIN_PATIENCE_MS,
    );
    context.storage.worked();
    if (!begun.isRepeated) begin(context, chat, model, turn, begun);
    return begun.user.id;
  } catch (error) {
    context.storage.failed(error);
    throw error;
  } finally {
    chat.isStarting = false;
  }
}

/**
 * Why a prompt departs from what is held for its chat, if it does. Held is what the newest turn left that the engine began to
 * read: the same turns without it are asked again, or go on where it got no answer; other turns were changed, or moved out.
 */
function departureOf(before: readonly Turn[], { retried, plan }: PlannedTurn): LostBecause {
  const read = [...before].reverse().find(({ answer }) => {
    return answer?.receipt && answer.receipt.reusedTokens + answer.receipt.prefilledTokens > 0;
  });
  const keptBefore = (read?.answer?.promptTurnIds ?? []).filter((turnId) => turnId !== read?.id);
  const isSame = plan.kept.map((turn) => turn.id).join() === keptBefore.join();
  if (read && isSame && read.id === retried?.id) return 'askedAgain';
  if (read && isSame && read.answerIds.length === 0) return 'unanswered';
  return plan.windowStart === (read?.answer?.windowStartId ?? 0) ? 'turnsChanged' : 'windowMoved';
}

/** From here on the turn is under way: told to everybody who watches, and answered when its time comes. */
function begin(context: TurnContext, chat: ChatState, model: ModelHandle, turn: PlannedTurn, begun: BegunTurn): void {
  const { plan, userIds, settings, seed, takenOver } = turn;
  const { user, assistant } = begun;
  const takenOverIds = takenOver?.tokenIds ?? [];
  const ownTokens = draftTokenCount(userIds) + takenOverIds.length;
  const spans = plan.kept.map((kept) => ({ turnId: kept.id, tokens: kept.tokenCount }));
  const running = new RunningTurn({
    turnId: user.id,
    messageId: assistant.id,
    promptIds: [...chat.promptIds(plan.kept, userIds), ...takenOverIds],
    spans: [...spans, { turnId: user.id, tokens: ownTokens }],
    takenOver,
    departure: departureOf(chat.turns(), turn),
    model,
    settings,
    seed,
    isWaiting: context.queue.isBusy,
  });
  const { retried } = turn;
  if (retried) context.ledger.readTurns(cacheKeyOf(chat.id)).askAgain(user.id, ownTokens);
  else chat.draftIds = [];
  const stored = retried ? [assistant] : [user, assistant];
  const keptThrough = retried ? user.id : turn.branch.leafId;
  chat.begin(
    running,
    stored,
    keptThrough,
    turn.acts.map((act) => ({ ...act, leafId: assistant.id, atMs: assistant.createdAtMs })),
  );
  readWordsFor(context, chat, running);
  // It takes its place in the line before anything else can be asked.
  context.own(`answering turn ${user.id}`, runAnswer(context, chat, running));
  const messages = messageViewsOf(chat, stored);
  const told = { keptThrough, messages, messageId: assistant.id, isWaiting: running.isWaiting };
  chat.broadcast({ type: 'begun', ...told, ...chat.turnsChange() });
  context.onChatsChanged(chat.id);
}
