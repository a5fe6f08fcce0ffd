import type { Client } from '../../shared/client.ts';
import type { EngineContract, GenerateEvent, GenerateResult } from '../../shared/engine-contract.ts';
import type { ChatEvent } from '../../shared/views.ts';
import { CoreError } from '../../shared/wire.ts';
import { chatModelOf } from '../models/chat-model.ts';
import { usedFormOf } from '../models/model-form.ts';
import type { AnswerEnd } from '../store/turn-records.ts';
import { AnswerText } from '../text/answer-text.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { answeredByOf, type Ending, failedEnding, goodEnding, receiptOf, tokensPerSecondOf } from './answer-ending.ts';
import { AnswerWriter, type WrittenAnswer } from './answer-writer.ts';
import type { ReportSource } from './cache-ledger.ts';
import type { ChatState } from './chat-state.ts';
import { messageViewsOf } from './chat-view.ts';
import { findUnseenTurn } from './find-unseen-turn.ts';
import { liveHeldTokens } from './live-places.ts';
import { type Lost, lostOf, nothingLost } from './lost-tokens.ts';
import { servedBy } from './own-model.ts';
import type { RunningTurn } from './running-turn.ts';
import { isSameOrigin } from './same-origin.ts';
import { storeEnd } from './store-end.ts';
import { cacheKeyOf, reportSource, type TurnContext } from './turn-context.ts';

/**
 * One answer, from its place in the line to the stored receipt. Tells its errors itself: whatever happens to it, it ends once,
 * hands the engine on, and keeps the words.
 */
export async function runAnswer(context: TurnContext, chat: ChatState, turn: RunningTurn): Promise<void> {
  const run = new AnswerRun(context, chat, turn);
  let ending: Ending;
  try {
    const result = await run.inTurn();
    ending = goodEnding(result, run.writer.answer.isStopped);
  } catch (error) {
    if (!isExpected(error)) context.onLog(`An answer failed: ${error instanceof Error ? error.stack : error}`);
    ending = failedEnding(error, context.link.view(), turn.model.engine?.provider ?? '');
    run.noteUnreported(error);
    run.resync();
  }
  await run.finish(ending);
  context.onTurnEnded(chat);
}

class AnswerRun {
  readonly writer: AnswerWriter;
  private readonly context: TurnContext;
  private readonly chat: ChatState;
  private readonly turn: RunningTurn;
  private readonly cacheKey: string;
  private readonly cancel = new AbortController();
  private lost: Lost = nothingLost;
  private rereadTokens = 0;
  private source: ReportSource | undefined;
  private result: GenerateResult | undefined;

  constructor(context: TurnContext, chat: ChatState, turn: RunningTurn) {
    this.context = context;
    this.chat = chat;
    this.turn = turn;
    this.cacheKey = cacheKeyOf(chat.id);
    const answer = new AnswerText(turn.model.tokenizer, turn.stopTexts(), turn.takenOver?.tokenIds);
    turn.text = answer.soFar.text;
    turn.shownIds = answer.soFar.ids;
    this.writer = new AnswerWriter(answer, {
      takenOver: turn.takenOver,
      onText: (text, answer) => {
        turn.text = answer.text;
        turn.shownIds = answer.ids;
        this.tellText(text);
      },
      onStopText: () => this.cancel.abort(),
      save: (answer) => this.save(answer),
      onSaveFailed: (error) => context.storage.failed(error),
    });
    turn.saveNow = () => this.save(this.writer.soFar());
    turn.stop.signal.addEventListener('abort', () => this.cancel.abort(), { once: true });
    if (turn.stop.signal.aborted) this.cancel.abort();
  }

  /** Waits for the engine's turn and uses it. Undefined when the user stopped before it came. */
  async inTurn(): Promise<GenerateResult | undefined> {
    const handOn = await this.context.queue.enter(this.turn.stop.signal);
    if (!handOn) return undefined;
    try {
      const engine = await unlessAborted(this.context.link.ready(), this.cancel.signal);
      if (!engine) return undefined;
      this.turn.isWaiting = false;
      this.result = await this.ask(engine);
      await this.hearResult(this.result, engine);
      return this.result;
    } finally {
      handOn();
    }
  }

  /** Stores answer, ids and receipt in one transaction, then tells. What was shown stays, also when the disk fails. */
  async finish(ending: Ending): Promise<void> {
    const { chat, context, turn } = this;
    const ended = this.endOf(this.writer.finish(), ending);
    const end = { ...ended, unseenTurnId: await findUnseenTurn(context, chat, turn, ended) };
    const message = await storeEnd(context, turn, end);
    if (message && context.unstored.some((id) => id === message.id)) chat.unstored.set(message.id, message);
    const isShown = chat.live === turn;
    chat.end(message);
    const [view] = messageViewsOf(chat, message ? [message] : []);
    if (!view) context.onLog(`Turn ${turn.turnId} was purged while it was answered.`);
    else if (isShown) chat.broadcast({ type: 'ended', message: view, ...chat.turnsChange() });
    else chat.broadcast({ type: 'endedElsewhere' });
    context.onChatsChanged(chat.id);
  }

  /** Pages that show another branch hear of it when they come back. */
  private tell(event: ChatEvent): void {
    if (this.chat.live === this.turn) this.chat.broadcast(event);
  }

  /** No report comes of what was read and written until an error. With its engine all of it is gone. */
  noteUnreported(error: unknown): void {
    const { turn, context, source, cacheKey } = this;
    if (!source || !turn.reuse) return;
    context.ledger.readTurns(cacheKey).note(turn.liveSpans(), turn.heldTokens);
    // An engine whose device failed is ended for it.
    const isEngineGone = error instanceof CoreError && (error.code === 'closed' || error.code === 'deviceFailed');
    if (isEngineGone) context.ledger.noteGone(cacheKey, { ids: turn.heldIds(), ...source });
  }

  /** After an error the engine may hold other rows than it reported last. */
  resync(): void {
    const { link, ledger } = this.context;
    if (link.view().type !== 'ready') return;
    const source = reportSource(this.context);
    const { modelKey } = source;
    const list = link.ready().then((engine) => engine.call('cache.list', { modelKey }));
    this.context.own(
      'listing the caches',
      list.then((report) => ledger.note(report, source)),
    );
  }

  private save({ text, ids, chosenLogits, largestLogits }: WrittenAnswer): void {
    const { store, storage } = this.context;
    // What it took over is stored: while the end of that is held back, nothing shorter takes its place.
    if (text.length < (this.turn.takenOver?.text.length ?? 0)) return;
    store.turns.savePartial(this.turn.messageId, text, ids, chosenLogits, largestLogits);
    storage.worked();
  }

  private endOf(answer: WrittenAnswer, { state, failure, endedBy }: Ending): AnswerEnd {
    const { context, result, turn, lost, rereadTokens } = this;
    const { settings, seed, messageId } = turn;
    const { engine } = turn.model;
    const { takenOverTokens } = turn;
    const promptTokens = turn.promptIds.length;
    const facts = { settings, seed, promptTokens, takenOverTokens, rereadTokens, lost, endedBy };
    const { text, ids, chosenLogits, largestLogits } = answer;
    return {
      ...{ messageId, text, tokenIds: ids, chosenLogits, largestLogits, state, failure },
      receipt: result && engine ? receiptOf(result, { ...facts, engine }) : null,
      nowMs: context.nowMs(),
    };
  }

  private async ask(engine: Client<EngineContract>): Promise<GenerateResult> {
    this.turn.model = servedBy(this.turn, this.context.models.serving(this.turn.model));
    const { settings, seed, model } = this.turn;
    const { isGreedy, temperature, topK, topP, repetitionPenalty, maxReplyTokens } = settings;
    this.noteOrigin();
    this.noteModel();
    const source = reportSource(this.context);
    this.source = source;
    const input = {
      modelKey: source.modelKey,
      cacheKey: this.cacheKey,
      promptIds: [...this.turn.promptIds],
      maxNewTokens: maxReplyTokens,
      endTokenIds: [...model.endTokenIds],
      sampling: { isGreedy, temperature, topK, topP, repetitionPenalty, seed: seed ?? 0 },
    };
    const stream = engine.stream('generate', input, (event) => this.hear(event));
    this.cancel.signal.addEventListener('abort', stream.cancel, { once: true });
    // It may have been aborted in the moment before anybody listened.
    if (this.cancel.signal.aborted) stream.cancel();
    return stream.result;
  }

  /** Who answers is known for certain only now: a model may have come while the turn waited. */
  private noteOrigin(): void {
    const { store, storage } = this.context;
    const { messageId, model, settings, seed, spans } = this.turn;
    const answeredBy = answeredByOf(model);
    if (isSameOrigin(this.chat.branch.message(messageId)?.answeredBy, answeredBy)) return;
    try {
      const promptTurnIds = spans.flatMap(({ turnId }) => turnId ?? []);
      const origin = { answeredBy, promptTurnIds, sampling: settings, seed, form: usedFormOf(model.form) };
      if (store.turns.setOrigin(messageId, origin)) this.turn.origin = origin;
    } catch (error) {
      storage.failed(error);
    }
  }

  /** The chat goes on with what answers in it from now on. */
  private noteModel(): void {
    const { chat, context, turn } = this;
    const model = chatModelOf(turn.model);
    if (JSON.stringify(chat.ownModel.get()) === JSON.stringify(model)) return;
    chat.ownModel.set(model);
    try {
      context.store.chatModels.set(chat.id, model);
    } catch (error) {
      context.storage.failed(error);
    }
  }

  private hear(event: GenerateEvent): void {
    const { turn, chat } = this;
    switch (event.type) {
      case 'started':
        this.hearStarted(event);
        break;
      case 'prefill':
        turn.heldTokens = (turn.reuse?.reusedTokens ?? 0) + event.doneTokens;
        // A short prompt is read in one piece: there is no progress to tell of.
        if (event.doneTokens < event.totalTokens) {
          this.tell({
            ...event,
            messageId: turn.messageId,
            heldTokens: liveHeldTokens(chat, this.context.ledger),
          });
        }
        break;
      case 'tokens':
        for (const id of event.ids) turn.ids.push(id);
        turn.heldTokens = event.heldTokens;
        this.writer.push(event);
        break;
      default:
        event satisfies never;
    }
  }

  private hearStarted(event: Extract<GenerateEvent, { type: 'started' }>): void {
    const { turn, context, source } = this;
    const { ledger } = context;
    const { reusedTokens, preparedTokens, sharedTokens, toPrefillTokens } = event;
    if (!source) return;
    this.lost = lostOf(ledger.lastHeld(this.cacheKey), turn, reusedTokens, source);
    // Before what was read is asked for: with another model that begins anew.
    ledger.note(event, source);
    ledger.readTurns(this.cacheKey).lastAnswerId = turn.messageId;
    this.rereadTokens = ledger.readTurns(this.cacheKey).rereadTokens(turn.spans, reusedTokens);
    turn.reuse = event;
    turn.heldTokens = reusedTokens;
    this.tell({
      type: 'started',
      messageId: turn.messageId,
      ...{ reusedTokens, preparedTokens, sharedTokens, toPrefillTokens },
      rereadTokens: this.rereadTokens,
      ...{ lostTokens: this.lost.tokens, lostBecause: this.lost.because },
    });
  }

  private async hearResult(result: GenerateResult, engine: Client<EngineContract>): Promise<void> {
    const { turn, context, source, cacheKey, writer } = this;
    turn.model.readingSpeed.note(result.prefilledTokens, result.prefillMs);
    turn.model.noteWritten(tokensPerSecondOf(result));
    if (!source) return;
    context.ledger.note(result, source);
    // Stopped while it was read, not all of it was reached.
    const endTokens = result.reusedTokens + result.prefilledTokens;
    const readTurns = context.ledger.readTurns(cacheKey);
    this.rereadTokens = readTurns.rereadTokens(turn.spans, result.reusedTokens, endTokens);
    if (!result.cache) return;
    turn.heldTokens = result.cache.tokenCount;
    if (writer.answer.isStopped) {
      // What was sampled behind a stop text is shown to nobody and is part of no prompt to come.
      const ids = [...turn.idsBeforeAnswer(), ...writer.answer.soFar.ids];
      const report = await engine.call('cache.rewind', { modelKey: source.modelKey, cacheKey, ids });
      context.ledger.note(report, source);
      turn.heldTokens = Math.min(turn.heldTokens, report.cache?.tokenCount ?? 0);
    }
    readTurns.note(turn.liveSpans(), turn.heldTokens);
  }

  private tellText(text: string): void {
    const { chat, turn } = this;
    this.tell({
      type: 'text',
      messageId: turn.messageId,
      text,
      decodedTokens: turn.sampledTokens,
      usedTokens: chat.usedTokens(),
      heldTokens: liveHeldTokens(chat, this.context.ledger),
    });
  }
}

/** A line that closed, and what the engine tells that a person can act on: everything else is a bug and belongs in the log. */
function isExpected(error: unknown): boolean {
  return error instanceof Error && error.name === 'CoreError' && (error as { code?: string }).code !== 'internal';
}
