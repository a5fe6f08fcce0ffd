import type { AppEvent, EngineView } from '../shared/views.ts';
import type { WireError } from '../shared/wire.ts';
import type { ApplicationOptions } from './application-options.ts';
import { Broadcast } from './broadcast.ts';
import { ChatList } from './chat-list.ts';
import { ChatsInMemory } from './chats-in-memory.ts';
import { Devices } from './devices/devices.ts';
import type { EngineLink } from './engine-link.ts';
import { type Destinations, openDestinations } from './export/destinations.ts';
import { type Downloads, openDownloads } from './export/downloads.ts';
import { RunningExports } from './export/running-exports.ts';
import type { PrintPdf } from './export/written-files.ts';
import type { Imports } from './import/imports.ts';
import { openIdsChecking } from './import/open-ids-checking.ts';
import { openImports } from './import/open-imports.ts';
import type { LittleByLittle } from './little-by-little.ts';
import { ModelBringing } from './models/bring-model.ts';
import { findModel } from './models/chat-model.ts';
import { Comings } from './models/comings.ts';
import { Hub } from './models/hub/hub.ts';
import { openLibraryTaker } from './models/hub/library-taker.ts';
import type { LearntFacts } from './models/learnt.ts';
import type { ModelLibrary } from './models/library.ts';
import { readModelCards } from './models/model-cards.ts';
import type { ModelHandle } from './models/model-handle.ts';
import type { ModelHost } from './models/model-host.ts';
import { shippedId } from './models/model-id.ts';
import type { ModelShelf } from './models/model-shelf.ts';
import type { ModelSources } from './models/model-source.ts';
import { ModelSwitch } from './models/model-switch.ts';
import { SentModels } from './models/sent-models.ts';
import { ShownModels } from './models/shown-models.ts';
import { type Outbound, openOutbound } from './outbound.ts';
import { OwnedWork } from './owned-work.ts';
import { startPurging } from './purging.ts';
import { openSearch, type Search } from './search/open-search.ts';
import { ShownChat } from './shown-chat.ts';
import type { SpareEngines } from './spare-engine.ts';
import { openStorageWatch, type StorageWatch } from './storage-watch.ts';
import type { Store } from './store/store.ts';
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

/** An end waits no longer for what is to be removed; a later start goes on. */
const PURGES_WITHIN_MS = 2_000;

/** All chats in memory, what is told to every page, the one queue of answers, and the ledger of what the engine holds. */
export class Application {
  readonly dataDir: string;
  readonly store: Store;
  readonly link: EngineLink;
  readonly models: ModelHost;
  readonly sources: ModelSources;
  readonly shelf: ModelShelf;
  readonly modelSwitch: ModelSwitch;
  readonly library: ModelLibrary;
  readonly learnt: LearntFacts;
  readonly graphsDir: string;
  readonly spareEngines: SpareEngines;
  readonly bringing: ModelBringing;
  readonly comings: Comings;
  readonly sentModels: SentModels;
  readonly shownModels: ShownModels;
  /** When this core took the place of one that ended unexpectedly; null when none did. */
  readonly startedAgainAtMs: number | null;
  readonly events: Broadcast<AppEvent>;
  readonly chats: ChatsInMemory;
  readonly list: ChatList;
  readonly ledger = new CacheLedger(() => this.list.cachesChanged());
  readonly storage: StorageWatch;
  readonly context: TurnContext;
  readonly devices: Devices;
  readonly preparer: NextPreparer;
  readonly caches: ChatCaches;
  readonly shown: ShownChat;
  readonly search: Search;
  readonly purging: LittleByLittle;
  readonly imports: Imports;
  private readonly idsChecking: Pick<LittleByLittle, 'wake' | 'stop'>;
  readonly unstored: UnstoredEnds;
  readonly work: OwnedWork;
  readonly tabWords = new TabWords();
  readonly outbound: Outbound;
  readonly hub: Hub;
  readonly destinations: Destinations = openDestinations();
  readonly downloads: Downloads = openDownloads();
  readonly exports = new RunningExports();
  readonly printPdf: PrintPdf | null;
  private readonly toldModel: ToldModel;

  constructor(options: ApplicationOptions) {
    const { store, link, models, onLog } = options;
    this.dataDir = options.dataDir;
    this.store = store;
    this.link = link;
    this.models = models;
    this.printPdf = options.printPdf;
    this.sources = options.sources;
    this.shelf = options.shelf;
    this.library = options.library;
    this.learnt = options.learnt;
    this.graphsDir = options.graphsDir;
    this.spareEngines = options.spareEngines;
    this.startedAgainAtMs = options.isStartedAgain ? options.nowMs() : null;
    this.work = new OwnedWork(onLog);
    const onError = (error: unknown) => this.work.logError('telling pages', error);
    this.events = new Broadcast<AppEvent>(onError);
    this.shownModels = new ShownModels({
      folder: this.library.folder,
      readCards: () =>
        readModelCards({
          ...options,
          currentForm: () => this.models.known()?.form ?? null,
          chosenFormOf: (modelId) => store.modelForms.chosen(modelId)?.name ?? null,
          currentProblem: () => this.modelProblem(),
        }),
      onError,
      onChanged: () => this.whenModelsChanged(),
    });
    this.outbound = openOutbound({
      nowMs: options.nowMs,
      isPageGuarded: options.isPageGuarded,
      onChange: (requests) => this.events.send({ type: 'requests', requests }),
    });
    this.comings = new Comings((coming) => this.shownModels.setComing(coming));
    this.sentModels = new SentModels({ ...options, libraryFolder: this.library.folder, comings: this.comings });
    this.bringing = new ModelBringing({
      ...{ ...options, sent: this.sentModels },
      shippedHash: () => this.learnt.of(shippedId)?.checkpointHash,
    });
    this.hub = new Hub({
      ...{ outbound: this.outbound, comings: this.comings, libraryDir: this.library.folder },
      ...{ manifest: options.manifest, nowMs: options.nowMs, address: () => store.settings.app().hubAddress },
      taker: openLibraryTaker(this.library, this.bringing),
    });
    this.storage = openStorageWatch(store, (storage) => this.events.send({ type: 'storage', storage }), onLog);
    this.unstored = new UnstoredEnds({
      store: (end) => void store.turns.finish(end),
      onStored: ({ messageId }) => {
        this.storage.worked();
        for (const chat of this.chats.all()) {
          chat.unstored.delete(messageId);
          this.chats.release(chat);
        }
      },
      onFailed: (error) => this.storage.failed(error),
    });
    this.chats = new ChatsInMemory({
      store,
      model: () => models.known(),
      findModel: (remembered) => findModel(this.shelf, remembered),
      whenModelIsRead: () => models.current().catch(() => null),
      onError,
      mustStay: (chat) => chat.unstored.size > 0,
    });
    this.list = new ChatList({
      store,
      factsOf: (chatId) => ({
        ...(this.chats.known(chatId)?.running && { isAnswering: true }),
        cachedTokens: this.caches.heldTokens(chatId, this.chats.known(chatId)),
      }),
      livelyIds: () => [...this.chats.all().map((chat) => chat.id), ...this.caches.chatIds()],
      send: (event) => this.events.send(event),
      onError: (error) => {
        this.storage.failed(error);
        onError(error);
      },
    });
    this.toldModel = new ToldModel({ store, models, chats: this.chats, send: (event) => this.events.send(event) });
    this.context = this.openContext(options);
    this.devices = new Devices({
      ...{ ...options.devices, link, models, queue: this.context.queue, onLog },
      onError: (error) => this.work.logError('devices', error),
    });
    this.caches = new ChatCaches(this.context);
    this.shown = new ShownChat(this.context);
    this.purging = startPurging(store.upkeep, { mayHoldUp: () => !this.context.queue.isBusy, onLog });
    this.imports = openImports({
      ...{ store, incomingDir: options.incomingDir, model: () => this.model },
      ...{ chats: this.chats, list: this.list, storage: this.storage, send: (event) => this.events.send(event) },
      onGivenUp: () => this.purging.wake(),
    });
    this.idsChecking = openIdsChecking({ store, chats: this.chats, model: () => models.known(), onLog });
    this.search = openSearch({ store, chats: this.chats, onLog });
    this.preparer = new NextPreparer(this.context);
    this.modelSwitch = new ModelSwitch({
      ...{ shelf: this.shelf, link, queue: this.context.queue },
      isTurnStarting: () => this.chats.all().some((chat) => chat.isStarting),
      onView: (modelSwitch) => this.events.send({ type: 'modelSwitch', modelSwitch }),
    });
  }

  private openContext({ store, link, nowMs, randomSeed, onLog }: ApplicationOptions): TurnContext {
    const { ledger, storage, unstored } = this;
    return {
      ...{ store, link, models: this.models, ledger, storage, unstored, nowMs, randomSeed, onLog },
      queue: new TurnQueue(),
      model: () => this.model,
      onChatsChanged: (chatId) => this.list.changed(chatId),
      onTurnEnded: (chat) => this.whenTurnEnded(chat),
      own: (what, work) => this.work.own(what, work),
    };
  }

  /** The model as it was read last: another one after somebody asked to try again. */
  get model(): Promise<ModelHandle> {
    return this.models.current();
  }

  answeringChats(): ChatState[] {
    return this.chats.all().filter((chat) => chat.running);
  }

  /** Bytes of the keys and values of so many tokens, as the engine counts them. */
  bytesOf(tokens: number): number {
    return tokens * (this.models.loaded()?.engine?.cacheBytesPerToken ?? 0);
  }

  /** Told by the engine's link. A ready engine is a cold one: what the open chats need is prepared. */
  whenEngineChanged(engine: EngineView): void {
    this.events.send({ type: 'engine', engine });
    this.shownModels.changed();
    if (engine.type !== 'ready') {
      this.ledger.whenEngineGone();
      return;
    }
    this.idsChecking.wake();
    for (const chat of this.chats.all()) tellOwnModel(chat);
    this.toldModel.tell();
    this.devices.whenReady();
    for (const chat of this.chats.all()) if (chat.events.isHeard) this.preparer.schedule(chat);
  }

  /** Turns are written in another form from now on: every cache holds another prompt than the next one. */
  whenFormChanged(): void {
    this.shownModels.changed();
    this.toldModel.tell();
    this.list.cachesChanged();
    for (const chat of this.chats.all()) if (chat.events.isHeard) this.preparer.schedule(chat);
  }

  /** Another model is here, or one is not any more: chats may have to say so. */
  private whenModelsChanged(): void {
    this.modelSwitch.shelfChanged();
    for (const chat of this.chats.all()) tellOwnModel(chat);
  }

  /** Why the model in use cannot be; what ended an engine otherwise says nothing of the model. */
  private modelProblem(): WireError | null {
    const view = this.link.view();
    return view.type === 'failed' && view.code === 'badModel' ? { code: view.code, details: view.details } : null;
  }

  private whenTurnEnded(chat: ChatState): void {
    if (chat.isDeleted) this.caches.drop(chat.id);
    else this.preparer.schedule(chat);
    this.chats.release(chat);
    const loaded = this.models.loaded();
    if (loaded?.speed) this.learnt.noteSpeed(loaded.modelId, loaded.speed);
    this.shownModels.changed();
  }

  /** Stores what was shown of answers under way: at once, and without throwing, for the moment before an end. */
  saveAnswers(): void {
    for (const chat of this.answeringChats()) {
      try {
        chat.running?.saveNow();
      } catch (error) {
        this.work.logError('saving an answer', error);
      }
    }
  }

  /** Stops answers (what was said is kept) and waits until they are stored. */
  async close(): Promise<void> {
    this.preparer.close();
    this.modelSwitch.stop();
    this.search.stop();
    this.idsChecking.stop();
    this.sentModels.close();
    this.hub.close();
    const ending = [this.imports.close(), this.exports.close(), this.comings.close(), this.devices.close()];
    await Promise.all([...ending, this.spareEngines.close(), this.learnt.settled()]);
    for (const chat of this.answeringChats()) chat.running?.stop.abort();
    while (this.answeringChats().length > 0 && (await this.work.next()));
    // There may be no later start.
    this.purging.finish(PURGES_WITHIN_MS);
    this.list.close();
    this.unstored.close();
  }
}
