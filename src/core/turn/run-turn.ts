import { characterCount, isMessageTooLong, mostMessageCharacters } from '../../shared/message-length.ts';
import type { LostBecause } from '../../shared/receipt-view.ts';
import type { TurnOutcome } from '../../shared/views.ts';
import type { WindowPrice } from '../../shared/window-view.ts';
import { CoreError } from '../../shared/wire.ts';
import { isSameUsedForm, usedFormOf } from '../models/model-form.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import { noSuchChat } from '../no-such-chat.ts';
import type { ActInForce } from '../store/acts.ts';
import { retryWhileBusy } from '../store/busy.ts';
import type { BegunTurn } from '../store/turn-records.ts';
import { answeredByOf } from './answer-ending.ts';
import type { ChatState } from './chat-state.ts';
import { messageViewsOf } from './chat-view.ts';
import { readWordsFor } from './find-unseen-turn.ts';
import {
  actsOf,
  askedAgain,
  askedBefore,
  broughtBack,
  type PlannedTurn,
  planTurn,
  type TurnStart,
  withActs,
} from './plan-turn.ts';
import { draftTokenCount } from './prompt.ts';
import { runAnswer } from './run-answer.ts';
import { RunningTurn } from './running-turn.ts';
import { cacheKeyOf, type TurnContext } from './turn-context.ts';
import { openingSpans, spanOf } from './turn-spans.ts';
import type { Turn } from './turns.ts';
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

/** What was sent before begins no second turn (`TurnStore.begin`); whatever would keep it from beginning now, it is that turn. */
async function sendTurn(context: TurnContext, chat: ChatState, request: TurnRequest): Promise<TurnOutcome> {
  const { sendKey } = request;
  const begunBefore = (): TurnOutcome | null => {
    const sent = sendKey === null ? null : context.store.turns.findBySendKey(chat.id, sendKey);
    return sent && { type: 'begun', turnId: sent.turnId };
  };
  refuseTooLong(request.text);
  const model = await context.model();
  const start = { ...request, clearsDraft: true, branch: chat.branch, retried: null, takenOver: null, bringBack: [] };
  try {
    const outcome = await startTurn(context, chat, model, start);
    return outcome.type === 'begun' ? outcome : (begunBefore() ?? outcome);
  } catch (error) {
    const before = begunBefore();
    if (before) return before;
    throw error;
  }
}

/** Asks a turn again: its message gets another answer beside those it has. What followed the one that is shown stays on its branch. */
export async function retryTurn(
  context: TurnContext,
  chat: ChatState,
  { turnId, acceptForgetting, bringBack }: RetryRequest,
): Promise<TurnOutcome> {
  const model = await context.model();
  const start = { ...retryOf(chat, turnId), acceptForgetting, bringBack };
  return startTurn(context, chat, model, start);
}

export function retryOf(chat: ChatState, turnId: number): TurnStart {
  const { turn, branch } = askedAgain(chat, turnId);
  const { text } = turn.user;
  return {
    text,
    branch,
    retried: turn,
    acceptForgetting: [],
    bringBack: [],
    sendKey: null,
    takenOver: null,
    clearsDraft: false,
  };
}

/** What a try would cost with these turns brought back, compared with one without. */
export async function priceRetry(
  context: TurnContext,
  chat: ChatState,
  { turnId, bringBack }: Omit<RetryRequest, 'acceptForgetting'>,
): Promise<WindowPrice> {
  const { form } = await context.model();
  const { turn, branch } = askedAgain(chat, turnId);
  const changed = withActs(branch, broughtBack(branch, bringBack), context.nowMs());
  return retryPriceOf(chat.sight(branch), changed, draftTokenCount(turn.userIds, form));
}

/** Refuses what no message may be, before anything is done with it. */
export function refuseTooLong(text: string): void {
  if (!isMessageTooLong(text)) return;
  const characters = characterCount(text);
  throw new CoreError('messageTooLong', { characters, mostCharacters: mostMessageCharacters });
}

/** Plans a turn, stores it, and has it answered; or ends early, as `runTurn` says. */
export async function startTurn(
  context: TurnContext,
  chat: ChatState,
  model: ModelHandle,
  start: TurnStart,
): Promise<TurnOutcome> {
  refuseBusy(chat);
  chat.ownModel.refuseOther();
  const nowMs = context.nowMs();
  const turn = planTurn(chat, model, start, nowMs);
  if ('type' in turn) return turn;
  const asked = askedBefore(chat, turn, nowMs);
  if (asked) return asked;
  const { isGreedy, seed: chosen } = turn.settings;
  const seed = isGreedy ? null : (chosen ?? context.randomSeed());
  return { type: 'begun', turnId: await store(context, chat, model, { ...turn, seed }) };
}

export function refuseBusy(chat: ChatState): void {
  if (chat.isDeleted) throw noSuchChat();
  if (chat.running || chat.isStarting) throw new CoreError('busy');
}

interface SeededTurn extends PlannedTurn {
  readonly seed: number | null;
}

interface StoredTurn extends SeededTurn {
  /** As they were stored. */
  readonly acts: readonly ActInForce[];
  readonly departure: LostBecause;
}

/** Somebody who pressed Send waits: after this they are told why, and keep their words. */
const BEGIN_PATIENCE_MS = 3_000;

/** The words are safe on disk, with the window they were sent in, before anything is computed. Gives the turn's id. */
async function store(context: TurnContext, chat: ChatState, model: ModelHandle, turn: SeededTurn): Promise<number> {
  const nowMs = context.nowMs();
  const { plan, settings, seed } = turn;
  chat.isStarting = true;
  // From here on: while the database is waited for, a person may change what the model sees.
  chat.isWindowAsSent = true;
  try {
    // It reads, and so may fail: nothing is stored then.
    const departure = departureOf(chat, turn, context.ledger.readTurns(cacheKeyOf(chat.id)).lastAnswerId, model);
    let acts: readonly ActInForce[] = [];
    const begun = await retryWhileBusy(() => {
      // Something may have been pinned while the database was waited for.
      acts = actsOf(chat, turn);
      return context.store.turns.begin({
        chatId: chat.id,
        parentId: turn.branch.leafId,
        again: turn.retried?.id ?? null,
        takenOver: turn.takenOver,
        acts,
        text: turn.text,
        tokenIds: turn.userIds,
        tokenizerHash: model.tokenizer.hash,
        sendKey: turn.sendKey,
        clearsDraft: turn.clearsDraft,
        promptTurnIds: plan.kept.map((kept) => kept.id),
        answeredBy: context.link.view().type === 'ready' ? answeredByOf(model) : null,
        sampling: settings,
        seed,
        form: usedFormOf(model.form),
        windowStartId: plan.windowStart || null,
        forgottenAtMs: plan.type === 'forgets' ? nowMs : turn.branch.forgottenAtMs,
        forgotten: forgottenIn(plan).map(({ id, tokenCount }) => ({ turnId: id, tokens: tokenCount })),
        nowMs,
      });
    }, BEGIN_PATIENCE_MS);
    context.storage.worked();
    if (!begun.isRepeated) begin(context, chat, model, { ...turn, acts, departure }, begun);
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
 * read: the same turns without it are asked again, or go on where it got no answer; an answer on another branch leaves what that one
 * held; one in another form stands among other tokens; else turns were changed, or moved out.
 */
function departureOf(
  chat: ChatState,
  { retried, plan, branch }: PlannedTurn,
  lastAnswerId: number | null,
  model: ModelHandle,
): LostBecause {
  const form = usedFormOf(model.form);
  const read = newestRead(chat.turns());
  if (read?.answer && !isSameUsedForm(read.answer.form ?? null, form)) return 'formChanged';
  if (read?.answer && (read.id === retried?.id || read.answerIds.length === 0)) {
    const keptBefore = (chat.store.messages.promptTurnIds(read.answer.id) ?? []).filter((turnId) => turnId !== read.id);
    const isSame = plan.kept.map((turn) => turn.id).join() === keptBefore.join();
    if (isSame) return read.id === retried?.id ? 'askedAgain' : 'unanswered';
  }
  const isElsewhere = lastAnswerId !== null && lastAnswerId !== retried?.answer?.id && !branch.message(lastAnswerId);
  if (isElsewhere) return 'otherBranch';
  return plan.windowStart === (read?.answer?.windowStartId ?? 0) ? 'turnsChanged' : 'windowMoved';
}

/** The newest turn of which the engine began to read the prompt. */
function newestRead(turns: readonly Turn[]): Turn | undefined {
  for (let place = turns.length - 1; place >= 0; place--) {
    const receipt = turns[place]?.answer?.receipt;
    if (receipt && receipt.reusedTokens + receipt.prefilledTokens > 0) return turns[place];
  }
  return undefined;
}

/** From here on the turn is under way: told to everybody who watches, and answered when its time comes. */
function begin(context: TurnContext, chat: ChatState, model: ModelHandle, turn: StoredTurn, begun: BegunTurn): void {
  const { plan, userIds, settings, seed, takenOver, retried, promptIds, departure } = turn;
  const { user, assistant } = begun;
  const readTurns = context.ledger.readTurns(cacheKeyOf(chat.id));
  const questionTokens = draftTokenCount(userIds, model.form);
  const takenOverTokens = takenOver?.tokenIds.length ?? 0;
  const own = { turnId: user.id, tokens: questionTokens + takenOverTokens, questionTokens, answerId: assistant.id };
  const stored = retried ? [assistant] : [user, assistant];
  const keptThrough = retried ? user.id : turn.branch.leafId;
  const acts = turn.acts.map((act) => ({ ...act, leafId: assistant.id, atMs: assistant.createdAtMs }));
  if (departure === 'formChanged') readTurns.openingChanged();
  const running = new RunningTurn({
    ...{ turnId: user.id, messageId: assistant.id, promptIds, takenOver, model, settings, seed },
    spans: [...openingSpans(model.form), ...plan.kept.map(spanOf), own],
    branch: chat.branchWith(stored, keptThrough, acts),
    departure,
    isModelOwn: chat.ownModel.get() !== null,
    isWaiting: context.queue.isBusy,
  });
  if (retried) {
    const earlierId = retried.answer?.id ?? null;
    readTurns.askAgain({ turnId: user.id, questionTokens, answerId: assistant.id, earlierId, takenOverTokens });
  } else if (turn.clearsDraft) chat.draftIds = [];
  chat.begin(running);
  readWordsFor(context, chat, running);
  // It takes its place in the line before anything else can be asked.
  context.own(`answering turn ${user.id}`, runAnswer(context, chat, running));
  const messages = messageViewsOf(chat, stored);
  const told = { keptThrough, messages, messageId: assistant.id, isWaiting: running.isWaiting };
  chat.broadcast({ type: 'begun', ...told, ...chat.turnsChange() });
  context.onChatsChanged(chat.id);
}
