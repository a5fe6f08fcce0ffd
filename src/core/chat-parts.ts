import { ChatList } from './chat-list.ts';
import { ChatsInMemory } from './chats-in-memory.ts';
import type { Ground } from './ground.ts';
import type { LittleByLittle } from './little-by-little.ts';
import { findModel } from './models/chat-model.ts';
import type { ModelShelf } from './models/model-shelf.ts';
import { startPurging } from './purging.ts';
import { openSearch, type Search } from './search/open-search.ts';
import { ShownChat } from './shown-chat.ts';
import { TabWords } from './tab-words.ts';
import { CacheLedger } from './turn/cache-ledger.ts';
import { ChatCaches } from './turn/chat-caches.ts';
import type { ChatState } from './turn/chat-state.ts';
import { NextPreparer } from './turn/prepare-next.ts';
import { tellOwnModel } from './turn/tell-own-model.ts';
import { ToldModel } from './turn/told-model.ts';
import type { TurnContext } from './turn/turn-context.ts';
import { TurnQueue } from './turn/turn-queue.ts';
import { UnstoredEnds } from './unstored-ends.ts';

export interface ChatNeeds {
  readonly shelf: ModelShelf;
  /** See TurnContext. */
  readonly randomSeed: () => number;
  /** An answer has ended, and its chat has what it needs. */
  readonly onAnswered: () => void;
}

/** All chats in memory, the one queue of answers, and the ledger of what the engine holds. */
export interface ChatParts {
  readonly chats: ChatsInMemory;
  readonly list: ChatList;
  readonly context: TurnContext;
  readonly ledger: CacheLedger;
  readonly caches: ChatCaches;
  readonly preparer: NextPreparer;
  readonly unstored: UnstoredEnds;
  readonly shown: ShownChat;
  readonly search: Search;
  readonly tabWords: TabWords;
  readonly purging: LittleByLittle;
  answeringChats(): readonly ChatState[];
  /** Another model was read, or the same one in another form: whoever must know is told. */
  tellModel(): void;
  /** Other models are here than before: chats may have to say so. */
  tellOwnModels(): void;
  /** What chats that somebody has open need next is prepared. */
  prepareOpenChats(): void;
  /** Stores what was shown of answers under way: at once, and without throwing, for the moment before an end. */
  saveAnswers(): void;
  /** An end is near: begins nothing more that nobody waits for. */
  stopBeginning(): void;
  /** Stops answers (what was said is kept) and waits until they are stored. */
  endAnswers(): Promise<void>;
  /** Ends answers, and all that was begun besides. */
  close(): Promise<void>;
}

/** An end waits no longer for what is to be removed; a later start goes on. */
const PURGES_WITHIN_MS = 2_000;

export function openChatParts(ground: Ground, needs: ChatNeeds): ChatParts {
  const { store, models, events, work, onLog } = ground;
  const send = events.send.bind(events);
  const ledger = new CacheLedger(() => list.cachesChanged());
  const unstored: UnstoredEnds = openUnstoredEnds(ground, () => chats);
  const chats: ChatsInMemory = openChats(ground, needs.shelf, { preparer: () => preparer, list: () => list });
  const context: TurnContext = {
    ...{ ...ground, ledger, unstored, randomSeed: needs.randomSeed, queue: new TurnQueue() },
    model: () => models.current(),
    onChatsChanged: (chatId) => list.changed(chatId),
    onTurnEnded: (chat) => {
      if (chat.isDeleted) caches.drop(chat.id);
      preparer.schedule(chat);
      chats.release(chat);
      needs.onAnswered();
    },
    own: (what, piece) => work.own(what, piece),
  };
  const caches = new ChatCaches(context);
  const list: ChatList = openList(ground, chats, caches);
  const preparer: NextPreparer = new NextPreparer({ context, onDone: (chat) => chats.release(chat) });
  const toldModel = new ToldModel({ store, models, chats, send });
  const search = openSearch({ store, chats, onLog });
  const purging = startPurging(store.upkeep, { mayHoldUp: () => !context.queue.isBusy, onLog });
  const answeringChats = () => chats.all().filter((chat) => chat.running);
  const endAnswers = async () => {
    for (const chat of answeringChats()) chat.running?.stop.abort();
    while (answeringChats().length > 0 && (await work.next()));
  };
  return {
    ...{ chats, list, context, ledger, caches, preparer, unstored, search, purging, answeringChats },
    shown: new ShownChat(context),
    tabWords: new TabWords(),
    tellModel: () => toldModel.tell(),
    tellOwnModels: () => {
      for (const chat of chats.all()) tellOwnModel(chat);
    },
    prepareOpenChats: () => preparer.scheduleOpen(chats.all()),
    saveAnswers: () => {
      for (const chat of answeringChats()) saveAnswer(chat, ground);
    },
    stopBeginning: () => {
      preparer.close();
      search.stop();
    },
    endAnswers,
    close: async () => {
      await endAnswers();
      // There may be no later start.
      purging.finish(PURGES_WITHIN_MS);
      list.close();
      unstored.close();
    },
  };
}

/** Parts that are opened after the chats are, and before any chat is. */
interface LaterParts {
  readonly preparer: () => NextPreparer;
  readonly list: () => ChatList;
}

function openChats(
  { store, models, onTellingError }: Ground,
  shelf: ModelShelf,
  { preparer, list }: LaterParts,
): ChatsInMemory {
  return new ChatsInMemory({
    store,
    model: () => models.known(),
    findModel: (remembered) => findModel(shelf, remembered),
    whenModelIsRead: () => models.current().catch(() => null),
    onError: onTellingError,
    mustStay: (chat) => chat.unstored.size > 0 || preparer().holds(chat),
    onLetGo: () => list().changed(),
  });
}

function openUnstoredEnds({ store, storage }: Ground, chats: () => ChatsInMemory): UnstoredEnds {
  return new UnstoredEnds({
    store: (end) => void store.turns.finish(end),
    onStored: ({ messageId }) => {
      storage.worked();
      for (const chat of chats().all()) {
        chat.unstored.delete(messageId);
        chats().release(chat);
      }
    },
    onFailed: (error) => storage.failed(error),
  });
}

function openList(
  { store, events, storage, onTellingError }: Ground,
  chats: ChatsInMemory,
  caches: ChatCaches,
): ChatList {
  return new ChatList({
    store,
    factsOf: (chatId) => {
      const chat = chats.known(chatId);
      return { ...(chat?.running && { isAnswering: true }), cachedTokens: caches.heldTokens(chatId, chat) };
    },
    livelyIds: () => [...chats.all().map((chat) => chat.id), ...caches.chatIds()],
    send: (event) => events.send(event),
    onError: (error) => {
      storage.failed(error);
      onTellingError(error);
    },
  });
}

function saveAnswer(chat: ChatState, { work }: Ground): void {
  try {
    chat.running?.saveNow();
  } catch (error) {
    work.logError('saving an answer', error);
  }
}
