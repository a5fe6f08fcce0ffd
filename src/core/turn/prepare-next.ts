import type { RunningStream } from '../../shared/client.ts';
import type { PrepareResult } from '../../shared/engine-contract.ts';
import { CoreError } from '../../shared/wire.ts';
import type { ChatState } from './chat-state.ts';
import { draftTokenCount } from './prompt.ts';
import { cacheKeyOf, reportSource, type TurnContext } from './turn-context.ts';
import { openingSpans, spanOf } from './turn-spans.ts';

/** Long enough that a burst of keystrokes is one preparation, short enough to be done before the next sentence. */
const SETTLE_MS = 120;

/**
 * While the user reads or types, brings a cache to where the next send will need it: the answer's end token is read, and
 * when the next send will move the window, what stays is read into a second cache. Nothing that is shown changes by it.
 * Chats wait in a line, the one that changed last first: none is passed over for another.
 */
export class NextPreparer {
  private readonly context: TurnContext;
  /** In the order in which they changed, the newest last. */
  private readonly waiting = new Map<number, ChatState>();
  private timer: NodeJS.Timeout | undefined;
  private running: { readonly chat: ChatState; readonly stream: RunningStream<PrepareResult> } | undefined;
  private isWorking = false;
  private isClosed = false;

  constructor(context: TurnContext) {
    this.context = context;
  }

  /** Something is prepared, or will be in a moment. */
  get isBusy(): boolean {
    return this.isWorking || this.timer !== undefined;
  }

  /** Something that decides about the next send of this chat may be different now. */
  schedule(chat: ChatState): void {
    if (this.isClosed) return;
    this.waiting.delete(chat.id);
    this.waiting.set(chat.id, chat);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.giveWay();
      if (!this.isWorking) this.context.own('preparing', this.work());
    }, SETTLE_MS);
  }

  /** Nothing is prepared for this chat any more. */
  forget(chat: ChatState): void {
    this.waiting.delete(chat.id);
    if (this.running?.chat === chat) this.running.stream.cancel();
  }

  close(): void {
    this.isClosed = true;
    this.waiting.clear();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.running?.stream.cancel();
  }

  /** What is prepared now waits again behind what changed since; the engine keeps what it has read. */
  private giveWay(): void {
    if (!this.running) return;
    const { chat, stream } = this.running;
    if (!this.waiting.has(chat.id)) {
      const others = [...this.waiting];
      this.waiting.clear();
      for (const [id, other] of [[chat.id, chat] as const, ...others]) this.waiting.set(id, other);
    }
    stream.cancel();
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    try {
      for (;;) {
        const chat = [...this.waiting.values()].pop();
        // An answer is never slowed down: its end schedules again, and whoever waited is still in the line.
        if (!chat || this.context.queue.isBusy || this.context.link.view().type !== 'ready') return;
        this.waiting.delete(chat.id);
        await this.prepare(chat);
      }
    } finally {
      this.isWorking = false;
    }
  }

  private async prepare(chat: ChatState): Promise<void> {
    if (chat.running || chat.isDeleted) return;
    try {
      await this.context.model();
      await chat.readWhole();
      await this.ask(chat);
    } catch (error) {
      // An engine that ends takes its preparations along: the next turn reads what it needs.
      if (!(error instanceof CoreError)) throw error;
    } finally {
      this.running = undefined;
    }
  }

  private async ask(chat: ChatState): Promise<void> {
    const { link, models, ledger } = this.context;
    // Before the plan: between that and the question nothing may happen to the chat, which would be erased from it, say.
    const engine = await link.ready();
    // Nothing is read by a model that a person may not choose for it.
    if (chat.isDeleted || chat.running || chat.ownModel.isOther()) return;
    const form = chat.model()?.form;
    if (!form) return;
    const plan = chat.plan(draftTokenCount(chat.draftIds, form));
    if (plan.type === 'cannotFit') return;
    const promptIds = chat.promptIds(plan.kept, null);
    if (promptIds.length === 0) return;
    const cacheKey = cacheKeyOf(chat.id);
    if (ledger.best(cacheKey, promptIds)?.tokens === promptIds.length) return;

    const source = reportSource(this.context);
    // It was planned for the model that was read last: another one's ids mean nothing to the engine.
    if (this.isClosed || models.loaded() !== models.known()) return;
    const stream = engine.stream('prepare', { modelKey: source.modelKey, cacheKey, promptIds }, () => {});
    this.running = { chat, stream };
    const result = await stream.result;
    ledger.note(result, source);
    models.known()?.readingSpeed.note(result.prefilledTokens, result.prefillMs);
    ledger
      .readTurns(cacheKey)
      .note([...openingSpans(form), ...plan.kept.map(spanOf)], result.reusedTokens + result.prefilledTokens);
  }
}
