import { noSuchChat } from './no-such-chat.ts';
import { ChatState, type ChatStateOptions } from './turn/chat-state.ts';

export interface ChatsInMemoryOptions extends ChatStateOptions {
  /** Settles once the model is read that `model` gives: work that began before another one came would count by two. */
  readonly whenModelIsRead: () => Promise<unknown>;
  /** Something of it is still to be stored or prepared: there must not be another state of it, read from the store, meanwhile. */
  readonly mustStay: (chat: ChatState) => boolean;
  /** A chat is in memory no more: less is known of what is held for it. */
  readonly onLetGo: () => void;
}

/**
 * The chats that somebody works with: one state for each, however many do, and none once nobody does. Whoever works with one
 * across a moment in which the loop turns holds it, so that there are never two of the same chat.
 */
export class ChatsInMemory {
  private readonly options: ChatsInMemoryOptions;
  private readonly states = new Map<number, ChatState>();
  private readonly holders = new Map<ChatState, number>();

  constructor(options: ChatsInMemoryOptions) {
    this.options = options;
  }

  /** Works with a chat and lets go of it, however that ends. Throws `noSuchChat` for one that is deleted or not there. */
  with<Result>(chatId: number, work: (chat: ChatState) => Result | Promise<Result>): Promise<Result> {
    return this.withNewest(chatId, async (chat) => {
      for (;;) {
        await this.options.whenModelIsRead();
        if (chat.branch.isWhole) return await work(chat);
        await chat.readWhole();
      }
    });
  }

  /** The same with a chat of which only the newest messages may have been read yet. */
  async withNewest<Result>(chatId: number, work: (chat: ChatState) => Result | Promise<Result>): Promise<Result> {
    const chat = this.find(chatId);
    this.holders.set(chat, (this.holders.get(chat) ?? 0) + 1);
    try {
      return await work(chat);
    } finally {
      const others = (this.holders.get(chat) ?? 1) - 1;
      if (others > 0) this.holders.set(chat, others);
      else this.holders.delete(chat);
      this.release(chat);
    }
  }

  /** The chat, if somebody works with it; also one that is deleted. */
  known(chatId: number): ChatState | undefined {
    return this.states.get(chatId);
  }

  all(): ChatState[] {
    return [...this.states.values()];
  }

  /** Lets go of a chat that nobody works with. */
  release(chat: ChatState): void {
    const isUsed = this.holders.has(chat) || chat.events.isHeard || chat.running !== null || chat.isStarting;
    if (isUsed || this.options.mustStay(chat)) return;
    if (this.states.get(chat.id) !== chat) return;
    this.states.delete(chat.id);
    this.options.onLetGo();
  }

  private find(chatId: number): ChatState {
    const known = this.states.get(chatId);
    if (known?.isDeleted) throw noSuchChat();
    if (known) return known;
    const state = new ChatState(chatId, this.options);
    this.states.set(chatId, state);
    return state;
  }
}
