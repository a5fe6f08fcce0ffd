import type { AppEvent, ChatSummary } from '../shared/views.ts';
import type { ChatListing } from './store/chats.ts';
import type { Store } from './store/store.ts';

/** What is known of a chat beside what is stored. */
export type ChatFacts = Pick<ChatSummary, 'isAnswering' | 'cachedTokens'>;

export interface ChatListOptions {
  readonly store: Store;
  readonly factsOf: (chatId: number) => ChatFacts;
  /** The chats of which there are facts: those in memory, and those that the engine holds something for. */
  readonly livelyIds: () => Iterable<number>;
  readonly send: (event: AppEvent) => void;
  /** The list could not be read. */
  readonly onError: (error: unknown) => void;
}

/** The list is told at most this often: an answer's begin and end come close together on a small model. */
const DELAY_MS = 25;

/**
 * The list of chats as pages know it. It is read once; from then on only chats of which something may be different are looked up,
 * and only what is different is told: a list of thousands costs no turn anything.
 */
export class ChatList {
  private readonly options: ChatListOptions;
  private told: Map<number, ChatSummary> | null = null;
  private readonly changedIds = new Set<number>();
  /** What was told of these is to be told again when it holds no longer. */
  private livelyIds: ReadonlySet<number> = new Set();
  private areCachesChanged = false;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(options: ChatListOptions) {
    this.options = options;
  }

  /** What is stored of this chat may be different; without one, what is known of any of them besides. */
  changed(chatId?: number): void {
    if (this.isClosed) return;
    if (chatId !== undefined) this.changedIds.add(chatId);
    this.timer ??= setTimeout(() => this.tell(), DELAY_MS);
  }

  /** The engine holds something else: of some chats less or more than was told. */
  cachesChanged(): void {
    this.areCachesChanged = true;
    this.changed();
  }

  /** All of it, the one used last first, for a page that listens from now on. */
  snapshot(): ChatSummary[] {
    if (this.told) this.tell();
    const { store, factsOf, livelyIds } = this.options;
    if (!this.told) {
      this.told = new Map(store.chats.list().map((chat) => [chat.id, { ...chat, ...factsOf(chat.id) }]));
      this.livelyIds = new Set(livelyIds());
    }
    return [...this.told.values()].sort((one, other) => other.updatedAtMs - one.updatedAtMs || other.id - one.id);
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  /** Tells now what would be told in a moment. */
  tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    // Nobody has asked yet.
    if (!this.told) return;
    try {
      this.tellDifference(this.told);
    } catch (error) {
      this.options.onError(error);
    }
  }

  private tellDifference(told: Map<number, ChatSummary>): void {
    const { store, send, factsOf } = this.options;
    const changed: ChatSummary[] = [];
    const removedIds: number[] = [];
    const note = (chat: ChatListing) => {
      const summary = withFacts(chat, factsOf(chat.id));
      const known = told.get(chat.id);
      if (known && isSame(known, summary)) return;
      told.set(chat.id, summary);
      changed.push(summary);
    };
    for (const chatId of this.changedIds) {
      const chat = store.chats.listing(chatId);
      if (chat) note(chat);
      else if (told.delete(chatId)) removedIds.push(chatId);
    }
    const livelyIds = new Set(this.options.livelyIds());
    for (const chatId of new Set([...this.livelyIds, ...livelyIds])) {
      const known = told.get(chatId);
      if (known && !this.changedIds.has(chatId)) note(known);
    }
    this.livelyIds = livelyIds;
    this.changedIds.clear();
    if (changed.length + removedIds.length > 0) send({ type: 'chats', changed, removedIds });
    if (this.areCachesChanged) send({ type: 'caches' });
    this.areCachesChanged = false;
  }
}

/** The facts as they are now, in the place of those of before. */
function withFacts(chat: ChatListing | ChatSummary, facts: ChatFacts): ChatSummary {
  const { isAnswering: _, ...listing }: ChatListing & Partial<ChatFacts> = chat;
  return { ...listing, ...facts };
}

function isSame(one: ChatSummary, other: ChatSummary): boolean {
  return (
    one.title === other.title &&
    one.updatedAtMs === other.updatedAtMs &&
    one.archivedAtMs === other.archivedAtMs &&
    one.pinnedAtMs === other.pinnedAtMs &&
    one.isAnswering === other.isAnswering &&
    one.cachedTokens === other.cachedTokens &&
    one.usedWindowTokens === other.usedWindowTokens
  );
}
