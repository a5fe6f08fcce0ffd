import type { RunningStream } from '../../shared/client.ts';
import type { PrepareResult } from '../../shared/engine-contract.ts';
import { CoreError } from '../../shared/wire.ts';
import type { ChatState } from './chat-state.ts';
import { draftTokenCount } from './prompt.ts';
import { cacheKeyOf, reportSource, type TurnContext } from './turn-context.ts';
import { openingSpans, spanOf } from './turn-spans.ts';

/** Long enough that a burst of keystrokes is one preparation, short enough to be done before the next sentence. */
const SETTLE_MS = 120;

export interface NextPreparerOptions {
  readonly context: TurnContext;
  /** Nothing is prepared for this chat any more. */
  readonly onDone: (chat: ChatState) => void;
}

/** A chat of which something is being read ahead. */
interface Preparing {
  readonly chat: ChatState;
  stream: RunningStream<PrepareResult> | null;
  /** What it was planned from is gone or changed: nothing of it may come to the engine. */
  isForgotten: boolean;
}

/**
 * While the user reads or types, brings a cache to where the next send will need it: the answer's end token is read, and
 * when the next send will move the window, what stays is read into a second cache. Nothing that is shown changes by it.
 * Chats wait in a line, the one that changed last first: none is passed over for another. A chat that waits stays in memory
 * (`holds`), so that whoever deletes it or erases something of it finds the very state that would be prepared.
 */
export class NextPreparer {
  private readonly context: TurnContext;
  /** In the order in which they changed, the newest last. */
  private readonly waiting = new Map<number, ChatState>();
  private timer: NodeJS.Timeout | undefined;
  private preparing: Preparing | null = null;
  private readonly onDone: (chat: ChatState) => void;
  private isWorking = false;
  private isClosed = false;

  constructor({ context, onDone }: NextPreparerOptions) {
    this.context = context;
    this.onDone = onDone;
  }

  /** Something is prepared, or will be in a moment. */
  get isBusy(): boolean {
    return this.isWorking || this.timer !== undefined;
  }

  /** Something that decides about the next send of this chat may be different now. */
  schedule(chat: ChatState): void {
    this.add(chat);
    this.wake();
  }

  /** The same of all that somebody has open: another engine, say, holds nothing for them. */
  scheduleOpen(chats: readonly ChatState[]): void {
    for (const chat of chats) if (chat.events.isHeard) this.add(chat);
    this.wake();
  }

  private add(chat: ChatState): void {
    if (this.isClosed || chat.isDeleted) return;
    this.waiting.delete(chat.id);
    this.waiting.set(chat.id, chat);
  }

  /** What the chats in the line waited for may be there now as well: an engine, or the end of the last answer. */
  private wake(): void {
    if (this.isClosed || this.waiting.size === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.giveWay();
      if (!this.isWorking) this.context.own('preparing', this.work());
    }, SETTLE_MS);
  }

  /** Whether the chat waits, or is being prepared: its state has to be the one that everybody works with. */
  holds(chat: ChatState): boolean {
    if (this.waiting.get(chat.id) === chat) return true;
    return this.preparing !== null && this.preparing.chat === chat && !this.preparing.isForgotten;
  }

  /** What was to be prepared for this chat, or is, is not any more. Its caches may be dropped right behind. */
  forget(chatId: number): void {
    this.waiting.delete(chatId);
    if (this.preparing?.chat.id !== chatId) return;
    this.preparing.isForgotten = true;
    this.preparing.stream?.cancel();
  }

  close(): void {
    this.isClosed = true;
    this.waiting.clear();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.preparing?.stream?.cancel();
  }

  /** What is prepared now waits again behind what changed since; the engine keeps what it has read. */
  private giveWay(): void {
    if (!this.preparing?.stream || this.preparing.isForgotten) return;
    const { chat, stream } = this.preparing;
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
        // An answer is never slowed down: its end wakes again, and whoever waited is still in the line.
        if (!chat || this.context.queue.isBusy || this.context.link.view().type !== 'ready') return;
        this.waiting.delete(chat.id);
        await this.prepare({ chat, stream: null, isForgotten: false });
      }
    } finally {
      this.isWorking = false;
    }
  }

  private async prepare(preparing: Preparing): Promise<void> {
    const { chat } = preparing;
    this.preparing = preparing;
    try {
      if (chat.running) return;
      await this.context.model();
      await chat.readWhole();
      await this.ask(preparing);
    } catch (error) {
      // An engine that ends takes its preparations along: the next turn reads what it needs.
      if (!(error instanceof CoreError)) throw error;
    } finally {
      this.preparing = null;
      this.onDone(chat);
    }
  }

  private async ask(preparing: Preparing): Promise<void> {
    const { chat } = preparing;
    const { link, models, ledger } = this.context;
    // Before the plan: between that and the question nothing may happen to the chat, which would be erased from it, say.
    const engine = await link.ready();
    // Nothing is read by a model that a person may not choose for it.
    if (preparing.isForgotten || chat.isDeleted || chat.running || chat.ownModel.isOther()) return;
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
    preparing.stream = engine.stream('prepare', { modelKey: source.modelKey, cacheKey, promptIds }, () => {});
    const result = await preparing.stream.result;
    ledger.note(result, source);
    models.known()?.readingSpeed.note(result.prefilledTokens, result.prefillMs);
    // Of what went in between, not even how much was read is kept.
    if (preparing.isForgotten) return;
    ledger
      .readTurns(cacheKey)
      .note([...openingSpans(form), ...plan.kept.map(spanOf)], result.reusedTokens + result.prefilledTokens);
  }
}
