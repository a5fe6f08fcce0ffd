import type { ChatEvent } from '../shared/views.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Ground } from './ground.ts';
import type { StoredMessage } from './store/messages.ts';
import type { ChatState } from './turn/chat-state.ts';
import { chatViewOf, messageViewsOf, turnsOfMessages } from './turn/chat-view.ts';
import { EARLIER_MESSAGES } from './turn/earlier-messages.ts';

/** A chat, and the tab that it is told to. */
export interface WatchedChat {
  readonly chatId: number;
  readonly tab: string | undefined;
}

/**
 * Tells one page a chat: its newest messages at once, the older ones behind them in pieces, and all that happens from then on.
 * Settles when the page listens no more; rejects when the chat cannot be read.
 */
export async function watchChat(
  app: Ground & ChatParts,
  { chatId, tab }: WatchedChat,
  send: (event: ChatEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  // Ids of another vocabulary are counted anew by the model, so the first view waits for it; without one it comes as stored.
  await app.models.current().catch(() => null);
  await app.chats.withNewest(chatId, async (chat) => {
    const typedHere = () => (tab === undefined ? undefined : app.tabWords.of(tab, chatId));
    const teller = new ChatTeller(chat, (event) => send(withDraft(event, typedHere())), signal);
    const snapshot = chatViewOf(chat, app.store);
    const listening = chat.events.until(signal, (event) => teller.pass(event));
    teller.pass({ type: 'snapshot', chat: snapshot });
    app.shown.remember(chatId);
    app.preparer.schedule(chat);
    // Of a chat in memory more is known of what is held for it.
    app.list.changed();
    await Promise.race([listening, teller.failed]);
  });
}

/** A tab's own words stand before what was typed last in any. */
function withDraft(event: ChatEvent, draft: string | undefined): ChatEvent {
  if (event.type !== 'snapshot' || draft === undefined) return event;
  return { ...event, chat: { ...event.chat, draft } };
}

/** Passes a chat's events to one page, and behind each snapshot brings the messages before those that it holds. */
class ChatTeller {
  /** Rejects when older messages cannot be read. */
  readonly failed: Promise<never>;
  private readonly chat: ChatState;
  private readonly send: (event: ChatEvent) => void;
  private readonly signal: AbortSignal;
  private firstToldId = 0;
  private isTelling = false;
  private fail: (error: unknown) => void = () => {};

  constructor(chat: ChatState, send: (event: ChatEvent) => void, signal: AbortSignal) {
    this.chat = chat;
    this.send = send;
    this.signal = signal;
    this.failed = new Promise((_, reject) => {
      this.fail = reject;
    });
  }

  pass(event: ChatEvent): void {
    this.send(event);
    if (event.type !== 'snapshot') return;
    this.firstToldId = event.chat.messages[0]?.id ?? 0;
    if (event.chat.isWhole || this.isTelling) return;
    this.tellEarlier().catch(this.fail);
  }

  /** A piece at each turn of the loop: whoever else wants something of the core has it in between. */
  private async tellEarlier(): Promise<void> {
    this.isTelling = true;
    try {
      while (!this.isWholeTold()) {
        await new Promise((resolve) => setImmediate(resolve));
        if (this.signal.aborted) return;
        this.tellNext();
      }
    } finally {
      this.isTelling = false;
    }
  }

  private tellNext(): void {
    const { chat } = this;
    if (this.indexOfFirst() <= 0) chat.readEarlier();
    const end = Math.max(0, this.indexOfFirst());
    const messages: readonly StoredMessage[] = chat.branch.messages.slice(Math.max(0, end - EARLIER_MESSAGES), end);
    this.firstToldId = messages[0]?.id ?? this.firstToldId;
    this.send({
      type: 'earlier',
      messages: messageViewsOf(chat, messages),
      isWhole: this.isWholeTold(),
      ...turnsOfMessages(chat, messages),
    });
  }

  private isWholeTold(): boolean {
    return this.chat.branch.isWhole && this.indexOfFirst() <= 0;
  }

  private indexOfFirst(): number {
    return this.chat.branch.messages.findIndex((message) => message.id === this.firstToldId);
  }
}
