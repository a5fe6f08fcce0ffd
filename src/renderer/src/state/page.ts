import type { Client } from '../../../shared/client.ts';
import type { AppContract } from '../../../shared/contract.ts';
import type { ChatSettings } from '../../../shared/settings.ts';
import type { AppEvent } from '../../../shared/views.ts';
import type { TurnChange, WindowPrice } from '../../../shared/window-view.ts';
import type { LinkListener, LinkState } from '../connect.ts';
import { chatsAfter } from './chat-list.ts';
import { openCopying } from './copying.ts';
import { type CoreLink, codeOf, isClosed, mishapOf, openCoreLink } from './core-link.ts';
import type { RefusedWords } from './draft-entry.ts';
import { atCalmFrames, type LiveText, NUMBER_GAP_MS, openLiveText, TEXT_GAP_MS } from './live-answer.ts';
import { createObservable, type Observable } from './observable.ts';
import { type OpenChat, openChatOnPage } from './open-chat.ts';
import { openPageDraft, type PageDraft } from './page-draft.ts';
import { initialPageState, type PageState } from './page-state.ts';
import { openSending, type Sending } from './sending.ts';
import { openStartedAgain, type StartedAgain } from './started-again.ts';

/** Settings to change; null goes back to the model's own. */
export type SettingsChange = { readonly [Name in keyof ChatSettings]?: ChatSettings[Name] | null };

/** What the page's components show and can ask for. */
export interface Page {
  readonly state: Observable<PageState>;
  readonly live: LiveText;
  readonly sending: Sending;
  openChat(chatId: number): void;
  newChat(): Promise<void>;
  renameChat(chatId: number, title: string): Promise<void>;
  deleteChat(chatId: number, title: string): Promise<void>;
  restoreChat(): Promise<void>;
  forgetUndo(): void;
  setDraft(text: string): void;
  /** Holds words that were too long to enter the composer, until they are taken in part; null lets go of them. */
  refuseWords(refused: RefusedWords | null): void;
  /** Stores what was typed and is not stored yet, before the page may go. */
  flushDrafts(): void;
  stop(): Promise<void>;
  /** Changes settings; what is wrong with them is told near the composer. */
  configure(settings: SettingsChange): Promise<void>;
  /** Changes settings; rejects when they cannot be used, for a form that tells so itself. */
  saveSettings(settings: SettingsChange): Promise<void>;
  priceOf(turnId: number, change: TurnChange): Promise<WindowPrice>;
  changeTurn(turnId: number, change: TurnChange): Promise<void>;
  restartEngine(): Promise<void>;
  /** Puts text into the clipboard. Whether it worked: what did not is told. */
  copy(text: string): Promise<boolean>;
  dismissMishap(): void;
  dismissStartedAgain(): void;
}

/** Makes the page's state and everything that changes it. Reaches nothing before `listener` is given a client. */
export function openPage(calmly: typeof atCalmFrames = atCalmFrames): Page & { readonly listener: LinkListener } {
  const state = createObservable<PageState>(initialPageState);
  const live = openLiveText(calmly(TEXT_GAP_MS), calmly(NUMBER_GAP_MS));
  const core = openCoreLink();
  const draft = openPageDraft({ state, live, core });
  const chat = openChatOnPage({ state, live, core, draft, onGone: (chatId) => leaveChat(chatId) });
  const sending = openSending(state, core, draft);
  const startedAgain = openStartedAgain(state);
  const attempt = attemptIn(state);
  const openChat = (chatId: number) => {
    draft.flush();
    chat.open(chatId);
  };

  async function newChat(): Promise<void> {
    await attempt(async () => openChat((await core.call('chat.create', {})).chatId));
  }
  /** The chat that was open is gone: the next one is shown, or a new one, or nothing where none can be made. */
  function leaveChat(chatId: number): void {
    const chats = state.get().chats.filter((summary) => summary.id !== chatId);
    state.patch({ chats });
    if (chats[0]) {
      openChat(chats[0].id);
      return;
    }
    chat.close();
    if (state.get().storage.type !== 'readOnly') void newChat();
  }
  return {
    state,
    live,
    sending,
    newChat,
    openChat: (chatId) => {
      if (state.get().openChatId !== chatId) openChat(chatId);
    },
    setDraft: (text) => draft.set(text),
    refuseWords: (refused) => draft.refuse(refused),
    flushDrafts: () => draft.flush(),
    dismissStartedAgain: startedAgain.dismiss,
    copy: openCopying(state),
    ...chatActions({ state, core, draft, attempt }),
    ...turnActions(state, core, attempt),
    listener: {
      onState: (link: LinkState) => state.patch(link === 'open' ? { link } : { link, cache: null }),
      onClient: (client) => {
        core.use(client);
        watchApp(client, { state, chat, draft, startedAgain });
      },
      onNewChat: () => void newChat(),
    },
  };
}

/** Does what a person asked for, of a chat where one is named. */
type Attempt = (work: () => Promise<void>, chatId?: number) => Promise<void>;

/**
 * When it does not work, that is told; but for a broken line, which the banner tells, and for what was asked of a chat that
 * is not on the screen any more.
 */
function attemptIn(state: Observable<PageState>): Attempt {
  return async (work, chatId) => {
    try {
      await work();
    } catch (error) {
      const isLeft = chatId !== undefined && state.get().openChatId !== chatId;
      if (!isClosed(error) && !isLeft) state.patch({ mishap: mishapOf(error) });
    }
  };
}

interface ChatActionsOptions {
  readonly state: Observable<PageState>;
  readonly core: CoreLink;
  readonly draft: PageDraft;
  readonly attempt: Attempt;
}

function chatActions({ state, core, draft, attempt }: ChatActionsOptions) {
  return {
    renameChat: (chatId: number, title: string) => attempt(() => core.call('chat.rename', { chatId, title })),
    deleteChat: (chatId: number, title: string) =>
      attempt(async () => {
        draft.flush();
        await core.call('chat.delete', { chatId }).catch((error: unknown) => {
          // Another tab was quicker: it is gone, as was asked for, and there it can be brought back.
          if (codeOf(error) !== 'noSuchChat') throw error;
        });
        state.patch({ undo: { chatId, title } });
      }),
    restoreChat: () =>
      attempt(async () => {
        const { undo } = state.get();
        if (!undo) return;
        await core.call('chat.restore', { chatId: undo.chatId });
        if (state.get().undo === undo) state.patch({ undo: null });
        draft.retry();
      }),
    forgetUndo: () => state.patch({ undo: null }),
    restartEngine: () => attempt(() => core.call('engine.restart', {})),
    dismissMishap: () => state.patch({ mishap: null }),
  };
}

function turnActions(state: Observable<PageState>, core: CoreLink, attempt: Attempt) {
  const openChatId = () => state.get().openChatId ?? 0;
  const saveSettings = async (chatId: number, settings: SettingsChange) => {
    const saved = await core.call('chat.configure', { chatId, settings });
    const { chat } = state.get();
    if (chat?.id === chatId) state.patch({ chat: { ...chat, settings: saved } });
  };
  /** Of the chat that is open now; what goes wrong is told only while it still is. */
  const attemptHere = (work: (chatId: number) => Promise<void>) => attempt(() => work(openChatId()), openChatId());
  return {
    saveSettings: (settings: SettingsChange) => saveSettings(openChatId(), settings),
    configure: (settings: SettingsChange) => attemptHere((chatId) => saveSettings(chatId, settings)),
    stop: () => attemptHere((chatId) => core.call('turn.stop', { chatId })),
    priceOf: (turnId: number, change: TurnChange) =>
      core.call('window.price', { chatId: openChatId(), changes: [{ turnId, change }] }),
    changeTurn: (turnId: number, change: TurnChange) =>
      attemptHere((chatId) => core.call('window.change', { chatId, changes: [{ turnId, change }] })),
  };
}

interface WatchAppOptions {
  readonly state: Observable<PageState>;
  readonly chat: OpenChat;
  readonly draft: PageDraft;
  readonly startedAgain: StartedAgain;
}

function watchApp(client: Client<AppContract>, options: WatchAppOptions): void {
  const { state, draft } = options;
  client
    .stream('app.watch', {}, (event) => receiveAppEvent(event, options))
    .result.catch((error: unknown) => {
      if (!isClosed(error)) state.patch({ mishap: mishapOf(error) });
    });
  // What could not be stored while the line was down is stored before anything else is asked.
  draft.retry();
}

function receiveAppEvent(event: AppEvent, { state, chat, draft, startedAgain }: WatchAppOptions): void {
  switch (event.type) {
    case 'snapshot': {
      const { version, engine, model, chats, storage, settings } = event;
      state.patch({ version, engine, model, chats, storage, settings, isLoaded: true });
      startedAgain.receive(event.startedAgainAtMs);
      const openChatId = state.get().openChatId ?? event.openChatId;
      if (openChatId !== null) chat.open(openChatId);
      return;
    }
    case 'engine':
      // What the engine before held is gone with it.
      state.patch(event.engine.type === 'ready' ? { engine: event.engine } : { engine: event.engine, cache: null });
      if (event.engine.type === 'ready') chat.inspect();
      return;
    case 'model':
      state.patch({ model: event.model });
      draft.measure();
      return;
    case 'chats':
      state.patch({ chats: chatsAfter(state.get().chats, event) });
      // The list of caches has their titles.
      if (!state.get().chat?.answering) chat.inspect();
      return;
    case 'caches':
      // While an answer is written its own events tell how the places fill.
      if (!state.get().chat?.answering) chat.inspect();
      return;
    case 'settings':
      state.patch({ settings: event.settings });
      return;
    case 'storage':
      state.patch({ storage: event.storage });
      if (event.storage.type === 'ok') draft.retry();
      return;
    default:
      event satisfies never;
  }
}
