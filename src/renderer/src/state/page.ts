import type { Client } from '../../../shared/client.ts';
import type { AppContract } from '../../../shared/contract.ts';
import type { AppEvent, ChangePrice, ChatSettings } from '../../../shared/views.ts';
import type { LinkListener, LinkState } from '../connect.ts';
import { type CoreLink, isClosed, mishapOf, openCoreLink } from './core-link.ts';
import { atCalmFrames, type LiveText, NUMBER_GAP_MS, openLiveText, TEXT_GAP_MS } from './live-answer.ts';
import { createObservable, type Observable } from './observable.ts';
import { type OpenChat, openChatOnPage } from './open-chat.ts';
import { initialPageState, type PageState } from './page-state.ts';
import { openSending, type Sending } from './sending.ts';

export type TurnChange = 'pin' | 'unpin' | 'leaveOut' | 'putBack';

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
  stop(): Promise<void>;
  /** Changes settings; what is wrong with them is told near the composer. */
  configure(settings: Partial<ChatSettings>): Promise<void>;
  /** Changes settings; rejects when they cannot be used, for a form that tells so itself. */
  saveSettings(settings: Partial<ChatSettings>): Promise<void>;
  priceOf(turnId: number, change: TurnChange): Promise<ChangePrice>;
  changeTurn(turnId: number, change: TurnChange): Promise<void>;
  restartEngine(): Promise<void>;
  dismissMishap(): void;
}

/** Makes the page's state and everything that changes it. Reaches nothing before `listener` is given a client. */
export function openPage(): Page & { readonly listener: LinkListener } {
  const state = createObservable<PageState>(initialPageState);
  const live = openLiveText(atCalmFrames(TEXT_GAP_MS), atCalmFrames(NUMBER_GAP_MS));
  const core = openCoreLink();
  const chat = openChatOnPage({ state, live, core, onGone: (chatId) => leaveChat(chatId) });
  const sending = openSending(state, core, (chatId, sent) => chat.draftWasSent(chatId, sent));
  const attempt = attemptIn(state);

  async function newChat(): Promise<void> {
    await attempt(async () => {
      const { chatId } = await core.call('chat.create', {});
      chat.open(chatId);
    });
  }

  function leaveChat(chatId: number): void {
    const next = state.get().chats.find((summary) => summary.id !== chatId);
    if (next) chat.open(next.id);
    else void newChat();
  }

  return {
    state,
    live,
    sending,
    newChat,
    openChat: (chatId) => {
      if (state.get().openChatId !== chatId) chat.open(chatId);
    },
    setDraft: (text) => chat.setDraft(text),
    ...chatActions(state, core, attempt),
    ...turnActions(state, core, attempt),
    listener: {
      onState: (link: LinkState) => state.patch({ link }),
      onClient: (client) => {
        core.use(client);
        watchApp(client, state, chat);
      },
      onNewChat: () => void newChat(),
    },
  };
}

type Attempt = (work: () => Promise<void>) => Promise<void>;

/** Does what a person asked for; when it does not work, that is told, except for a broken line, which the banner tells. */
function attemptIn(state: Observable<PageState>): Attempt {
  return async (work) => {
    try {
      await work();
    } catch (error) {
      if (!isClosed(error)) state.patch({ mishap: mishapOf(error) });
    }
  };
}

function chatActions(state: Observable<PageState>, core: CoreLink, attempt: Attempt) {
  return {
    renameChat: (chatId: number, title: string) => attempt(() => core.call('chat.rename', { chatId, title })),
    deleteChat: (chatId: number, title: string) =>
      attempt(async () => {
        await core.call('chat.delete', { chatId });
        state.patch({ undo: { chatId, title } });
      }),
    restoreChat: () =>
      attempt(async () => {
        const { undo } = state.get();
        if (!undo) return;
        await core.call('chat.restore', { chatId: undo.chatId });
        state.patch({ undo: null });
      }),
    forgetUndo: () => state.patch({ undo: null }),
    restartEngine: () => attempt(() => core.call('engine.restart', {})),
    dismissMishap: () => state.patch({ mishap: null }),
  };
}

function turnActions(state: Observable<PageState>, core: CoreLink, attempt: Attempt) {
  const openChatId = () => state.get().openChatId ?? 0;
  const saveSettings = async (settings: Partial<ChatSettings>) => {
    const chatId = openChatId();
    const saved = await core.call('chat.configure', { chatId, settings: asInput(settings) });
    const { chat } = state.get();
    if (chat?.id === chatId) state.patch({ chat: { ...chat, settings: saved } });
  };
  return {
    saveSettings,
    configure: (settings: Partial<ChatSettings>) => attempt(() => saveSettings(settings)),
    stop: () => attempt(() => core.call('turn.stop', { chatId: openChatId() })),
    priceOf: (turnId: number, change: TurnChange) => core.call('turn.price', { chatId: openChatId(), turnId, change }),
    changeTurn: (turnId: number, change: TurnChange) =>
      attempt(() => core.call('turn.change', { chatId: openChatId(), turnId, change })),
  };
}

/** The contract's own array is not readonly. */
function asInput({ stopTexts, ...rest }: Partial<ChatSettings>) {
  return stopTexts ? { ...rest, stopTexts: [...stopTexts] } : rest;
}

function watchApp(client: Client<AppContract>, state: Observable<PageState>, chat: OpenChat): void {
  const onEvent = (event: AppEvent) => {
    switch (event.type) {
      case 'snapshot': {
        const { version, engine, model, chats } = event;
        state.patch({ version, engine, model, chats, isLoaded: true });
        chat.open(state.get().openChatId ?? event.openChatId);
        return;
      }
      case 'engine':
        return state.patch({ engine: event.engine });
      case 'model':
        state.patch({ model: event.model });
        return chat.measure();
      case 'chats':
        state.patch({ chats: event.chats });
        return chat.inspect();
      default:
        event satisfies never;
    }
  };
  client.stream('app.watch', {}, onEvent).result.catch((error: unknown) => {
    if (!isClosed(error)) state.patch({ mishap: mishapOf(error) });
  });
}
