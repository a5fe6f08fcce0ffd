import type { Client } from '../../../shared/client.ts';
import type { AppContract } from '../../../shared/contract.ts';
import type { AppEvent } from '../../../shared/views.ts';
import type { AppSettingsOnPage } from './app-settings.ts';
import { chatsAfter } from './chat-list.ts';
import { isClosed, mishapOf } from './core-link.ts';
import type { Importing } from './importing.ts';
import type { Observable } from './observable.ts';
import type { OpenChat } from './open-chat.ts';
import type { PageDraft } from './page-draft.ts';
import type { PageState } from './page-state.ts';
import type { StartedAgain } from './started-again.ts';

export interface WatchAppOptions {
  readonly state: Observable<PageState>;
  readonly settings: AppSettingsOnPage;
  readonly chat: OpenChat;
  readonly draft: PageDraft;
  readonly startedAgain: StartedAgain;
  readonly importing: Importing;
}

/** Keeps the page's state as the core tells it, until the line to it breaks. */
export function watchApp(client: Client<AppContract>, options: WatchAppOptions): void {
  const { state, draft } = options;
  client
    .stream('app.watch', {}, (event) => receiveAppEvent(event, options))
    .result.catch((error: unknown) => {
      if (!isClosed(error)) state.patch({ mishap: mishapOf(error) });
    });
  // What could not be stored while the line was down is stored before anything else is asked.
  draft.retry();
}

function receiveAppEvent(event: AppEvent, options: WatchAppOptions): void {
  const { state, settings, chat, draft, startedAgain, importing } = options;
  switch (event.type) {
    case 'snapshot': {
      const { type: _type, openChatId: _openChatId, startedAgainAtMs, offered, deviceGivenUp, ...told } = event;
      state.patch({ ...told, settings: settings.tell(told.settings), isLoaded: true });
      if (offered) importing.receiveOpened(offered);
      startedAgain.receive(startedAgainAtMs);
      const openChatId = state.get().openChatId ?? event.openChatId;
      if (openChatId !== null) chat.open(openChatId);
      // Behind the opening of a chat, which leaves behind what was said of another one.
      if (deviceGivenUp) state.patch({ mishap: deviceGivenUp });
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
    case 'deviceGivenUp':
      state.patch({ mishap: event.failure });
      return;
    case 'modelSource':
      state.patch({ modelSource: event.modelSource });
      return;
    case 'modelSwitch':
      state.patch({ modelSwitch: event.modelSwitch });
      return;
    case 'chats':
      state.patch({ chats: chatsAfter(state.get().chats, event) });
      // One that came back of itself has nothing left to take back.
      if (state.get().deletions.length > 0) {
        const isBack = (chatId: number) =>
          event.changed.some(({ id, archivedAtMs }) => id === chatId && archivedAtMs === undefined);
        const deletions = state.get().deletions.filter((each) => !each.isArchived || !isBack(each.chatId));
        state.patch({ deletions });
      }
      // The list of caches has their titles.
      if (!state.get().chat?.answering) chat.inspect();
      return;
    case 'caches':
      // While an answer is written its own events tell how the places fill.
      if (!state.get().chat?.answering) chat.inspect();
      return;
    case 'settings':
      state.patch({ settings: settings.tell(event.settings) });
      return;
    case 'deleted':
      // Where none can be brought back, no deletion can be taken back either.
      state.patch({
        deletedCount: event.deletedCount,
        ...(event.deletedCount === 0 && { deletions: state.get().deletions.filter(({ isArchived }) => isArchived) }),
      });
      return;
    case 'offered':
      importing.receiveOpened(event.offered);
      return;
    case 'requests':
      state.patch({ requests: event.requests });
      return;
    case 'storage':
      state.patch({ storage: event.storage });
      if (event.storage.type === 'ok') draft.retry();
      return;
    default:
      event satisfies never;
  }
}
