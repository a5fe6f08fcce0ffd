import type { Client } from '../../shared/client.ts';
import type { EngineContract, GenerateEvent, GenerateResult } from '../../shared/engine-contract.ts';
import type { ChatSettings } from '../../shared/views.ts';
import type { LoadedModel } from '../models/loaded-model.ts';
import { type AnswerSoFar, AnswerText } from '../text/answer-text.ts';
import { type Ending, failedEnding, goodEnding, type Lost, receiptOf } from './answer-ending.ts';
import { AnswerWriter } from './answer-writer.ts';
import type { ChatState } from './chat-state.ts';
import { lostOf } from './lost-cache.ts';
import type { RunningTurn } from './running-turn.ts';
import { cacheKeyOf, type TurnContext } from './turn-context.ts';

/** One answer, from the engine's first look at the prompt to the stored receipt. Tells its errors itself; never rejects. */
export async function runAnswer(
  context: TurnContext,
  chat: ChatState,
  model: LoadedModel,
  turn: RunningTurn,
): Promise<void> {
  const run = new AnswerRun(context, chat, model, turn);
  let ending: Ending;
  try {
    const result = await run.generate();
    ending = goodEnding(result, run.writer.answer.isStopped);
  } catch (error) {
    ending = failedEnding(error, context.link.view());
  }
  run.finish(ending);
  context.onTurnEnded(chat);
}

class AnswerRun {
  readonly writer: AnswerWriter;
  private readonly context: TurnContext;
  private readonly chat: ChatState;
  private readonly model: LoadedModel;
  private readonly turn: RunningTurn;
  private readonly settings: ChatSettings;
  private readonly seed: number | null;
  private readonly cancel = new AbortController();
  private lost: Lost = { tokens: 0, because: null };
  private result: GenerateResult | undefined;

  constructor(context: TurnContext, chat: ChatState, model: LoadedModel, turn: RunningTurn) {
    this.context = context;
    this.chat = chat;
    this.model = model;
    this.turn = turn;
    this.settings = chat.settings();
    this.seed = this.settings.isGreedy ? null : (this.settings.seed ?? context.randomSeed());
    this.writer = new AnswerWriter(new AnswerText(model.tokenizer, this.settings.stopTexts), {
      onText: (text, answer, decodedTokens) => this.show(text, answer, decodedTokens),
      onStopText: () => this.cancel.abort(),
      save: ({ text, ids }) => context.store.turns.savePartial(turn.messageId, text, ids),
    });
    turn.stop.signal.addEventListener('abort', () => this.cancel.abort(), { once: true });
    if (turn.stop.signal.aborted) this.cancel.abort();
  }

  /** Undefined when the user stopped before the engine was there. */
  async generate(): Promise<GenerateResult | undefined> {
    const engine = await unlessAborted(this.context.link.ready(), this.cancel.signal);
    if (!engine) return undefined;
    this.turn.isWaiting = false;
    this.result = await this.ask(engine);
    return this.result;
  }

  /** Stores answer, ids and receipt in one transaction, then tells. What was shown stays, also when the disk fails. */
  finish(ending: Ending): void {
    const { chat, context } = this;
    const answer = this.writer.finish();
    if (this.result) this.noteCache(this.result);
    const notStored = this.store(answer, ending);
    chat.end();
    const stored = chat.messageViews().at(-1);
    const told = notStored ? { text: answer.text, state: notStored.state, failure: notStored.failure } : {};
    if (stored) chat.broadcast({ type: 'ended', message: { ...stored, ...told }, ...chat.turnsView() });
    context.onChatsChanged();
  }

  private store({ text, ids }: AnswerSoFar, { state, failure, endedBy }: Ending): Ending | null {
    const { context, result, settings, seed, lost } = this;
    const engine = context.link.model();
    const receipt = result && engine ? receiptOf(result, { settings, seed, lost, engine, endedBy }) : null;
    const { messageId } = this.turn;
    try {
      context.store.turns.finish({ messageId, text, tokenIds: ids, state, failure, receipt, nowMs: context.nowMs() });
      return null;
    } catch (error) {
      context.onLog(`An answer could not be stored: ${error instanceof Error ? error.message : error}`);
      return failedEnding(error, context.link.view());
    }
  }

  private async ask(engine: Client<EngineContract>): Promise<GenerateResult> {
    const { isGreedy, temperature, topK, topP, repetitionPenalty, maxReplyTokens } = this.settings;
    const input = {
      cacheKey: cacheKeyOf(this.chat.id),
      promptIds: [...this.turn.promptIds],
      maxNewTokens: maxReplyTokens,
      endTokenIds: [...this.model.endTokenIds],
      sampling: { isGreedy, temperature, topK, topP, repetitionPenalty, seed: this.seed ?? 0 },
    };
    const stream = engine.stream('generate', input, (event) => this.hear(event));
    this.cancel.signal.addEventListener('abort', stream.cancel, { once: true });
    return stream.result;
  }

  private hear(event: GenerateEvent): void {
    const { messageId } = this.turn;
    switch (event.type) {
      case 'started': {
        const { reusedTokens, toPrefillTokens } = event;
        this.lost = lostOf(this.chat.cache, this.turn, reusedTokens, this.context.link.generation());
        const { tokens: lostTokens, because: lostBecause } = this.lost;
        this.chat.broadcast({ type: 'started', messageId, reusedTokens, toPrefillTokens, lostTokens, lostBecause });
        break;
      }
      case 'prefill':
        // A short prompt is read in one piece: there is no progress to tell of.
        if (event.doneTokens < event.totalTokens) this.chat.broadcast({ ...event, messageId });
        break;
      case 'tokens':
        this.writer.push(event.ids);
        break;
      default:
        event satisfies never;
    }
  }

  private show(text: string, answer: AnswerSoFar, decodedTokens: number): void {
    const { chat, turn } = this;
    turn.text = answer.text;
    turn.ids = answer.ids;
    chat.broadcast({ type: 'text', messageId: turn.messageId, text, decodedTokens, usedTokens: chat.usedTokens() });
  }

  /** The cache holds the prompt and the answer but for what was sampled last and not run. */
  private noteCache(result: GenerateResult): void {
    const { reusedTokens, prefilledTokens, cache } = result;
    this.model.readingSpeed.note(prefilledTokens, result.prefillMs);
    this.chat.cache = {
      state: cache,
      ids: [...this.turn.promptIds, ...result.ids].slice(0, cache.tokenCount),
      generation: this.context.link.generation(),
      stretches: [
        { type: 'reused', tokens: reusedTokens },
        { type: 'prefilled', tokens: prefilledTokens },
        { type: 'decoded', tokens: cache.tokenCount - reusedTokens - prefilledTokens },
      ],
    };
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  return Promise.race([promise, aborted]);
}
