import type { CacheState } from '../shared/engine-contract.ts';
import type { AppEvent, ChatSummary, EngineView, ModelView } from '../shared/views.ts';
import { CoreError } from '../shared/wire.ts';
import { Broadcast } from './broadcast.ts';
import type { EngineLink } from './engine-link.ts';
import type { LoadedModel } from './models/loaded-model.ts';
import type { Store } from './store/store.ts';
import { ChatState } from './turn/chat-state.ts';
import { NextPreparer } from './turn/prepare-next.ts';
import { cacheKeyOf, type TurnContext } from './turn/turn-context.ts';
import { TurnQueue } from './turn/turn-queue.ts';

export interface ApplicationOptions {
  readonly store: Store;
  readonly link: EngineLink;
  readonly model: Promise<LoadedModel>;
  /** See CoreOptions. */
  readonly isStartedAgain: boolean;
  readonly nowMs: () => number;
  readonly randomSeed: () => number;
  readonly onLog: (line: string) => void;
}

/** The list of chats is told at most this often: an answer's begin and end come close together on a small model. */
const LIST_DELAY_MS = 25;

/** All chats in memory, what is told to every page, and the one queue of answers. */
export class Application {
  readonly store: Store;
  readonly link: EngineLink;
  readonly model: Promise<LoadedModel>;
  readonly events = new Broadcast<AppEvent>();
  readonly context: TurnContext;
  readonly isStartedAgain: boolean;
  readonly preparer: NextPreparer;
  private readonly queue = new TurnQueue();
  private readonly states = new Map<number, ChatState>();
  private loadedModel: LoadedModel | null = null;
  private cachedTokens = new Map<string, number>();
  private isClosed = false;
  private listTimer: NodeJS.Timeout | undefined;

  constructor(options: ApplicationOptions) {
    this.store = options.store;
    this.link = options.link;
    this.model = options.model;
    this.isStartedAgain = options.isStartedAgain;
    this.model.then(
      (model) => {
        this.loadedModel = model;
      },
      () => {},
    );
    this.context = {
      store: options.store,
      link: options.link,
      queue: this.queue,
      model: () => this.model,
      nowMs: options.nowMs,
      randomSeed: options.randomSeed,
      onLog: options.onLog,
      onChatsChanged: () => this.tellChats(),
      onTurnEnded: (chat) => {
        void this.refreshCaches();
        this.preparer.schedule(chat);
        this.release(chat);
      },
    };
    this.preparer = new NextPreparer(this.context, () => void this.refreshCaches());
  }

  /** The chat in memory. Throws `noSuchChat` for one that is not in the store or was deleted. */
  chat(chatId: number): ChatState {
    const known = this.states.get(chatId);
    if (known) return known;
    const state = new ChatState(chatId, this.store, () => this.loadedModel);
    this.states.set(chatId, state);
    return state;
  }

  /** Lets go of a chat that nobody watches and nothing writes to. */
  release(chat: ChatState): void {
    if (!chat.events.isHeard && !chat.running) this.states.delete(chat.id);
  }

  answeringChats(): ChatState[] {
    return [...this.states.values()].filter((chat) => chat.running);
  }

  /** The chat to show first: the one shown last, else the newest, else a new one. */
  openChatId(): number {
    const remembered = Number(this.store.settings.get('openChatId'));
    const chats = this.store.chats.list();
    const found = chats.find((chat) => chat.id === remembered) ?? chats[0];
    return found?.id ?? this.store.chats.create(this.context.nowMs());
  }

  summaries(): ChatSummary[] {
    return this.store.chats.list().map((chat) => ({
      id: chat.id,
      title: chat.title,
      updatedAtMs: chat.updatedAtMs,
      isAnswering: this.states.get(chat.id)?.running != null,
      cachedTokens: this.cachedTokens.get(cacheKeyOf(chat.id)) ?? 0,
    }));
  }

  modelView(): ModelView | null {
    const engine = this.link.model();
    const model = this.loadedModel;
    if (!engine || !model) return null;
    return {
      name: model.name,
      isBundled: model.isBundled,
      parameterCount: engine.parameterCount,
      windowTokens: engine.windowTokens,
      precision: engine.precision,
      provider: engine.provider,
      threadCount: engine.threadCount,
      layerCount: engine.layerCount,
      headCount: engine.headCount,
      headSize: engine.headSize,
    };
  }

  /** Told by the engine's link. A ready engine is a cold one: what the open chats need is prepared. */
  whenEngineChanged(engine: EngineView): void {
    this.events.send({ type: 'engine', engine });
    if (engine.type !== 'ready') {
      this.cachedTokens.clear();
      this.tellChats();
      return;
    }
    const model = this.modelView();
    if (model) this.events.send({ type: 'model', model });
    for (const chat of this.states.values()) if (chat.events.isHeard) this.preparer.schedule(chat);
  }

  tellChats(): void {
    if (this.isClosed) return;
    this.listTimer ??= setTimeout(() => {
      this.listTimer = undefined;
      this.events.send({ type: 'chats', chats: this.summaries() });
    }, LIST_DELAY_MS);
  }

  /** What the engine's caches hold; empty while there is no engine to ask. */
  async caches(): Promise<readonly CacheState[]> {
    if (this.link.view().type !== 'ready') return [];
    try {
      const engine = await this.link.ready();
      return await engine.call('cache.list', {});
    } catch (error) {
      if (error instanceof CoreError) return [];
      throw error;
    }
  }

  async refreshCaches(): Promise<void> {
    const cachedTokens = new Map<string, number>();
    // A chat may have two: the one it stands on, and one made ahead or left behind by a window that moved.
    for (const { cacheKey, tokenCount } of await this.caches()) {
      if (!cachedTokens.has(cacheKey)) cachedTokens.set(cacheKey, tokenCount);
    }
    for (const { id, cache } of this.states.values()) {
      if (cache?.generation !== this.link.generation() || !cachedTokens.has(cacheKeyOf(id))) continue;
      cachedTokens.set(cacheKeyOf(id), cache.state.tokenCount);
    }
    this.cachedTokens = cachedTokens;
    this.tellChats();
  }

  /** Stops answers (what was said is kept) and waits until they are stored. */
  async close(): Promise<void> {
    this.preparer.close();
    for (const chat of this.answeringChats()) chat.running?.stop.abort();
    await this.queue.whenIdle();
    this.isClosed = true;
    clearTimeout(this.listTimer);
  }
}
