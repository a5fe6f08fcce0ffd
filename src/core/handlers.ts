import type { AppContract } from '../shared/contract.ts';
import { CoreError, type Handlers } from '../shared/wire.ts';
import type { Application } from './application.ts';
import { cacheViewOf } from './cache-view.ts';
import { modelViewOf } from './models/model-view.ts';
import type { WindowAct } from './store/acts.ts';
import { retryWhileBusy } from './store/busy.ts';
import { toWellFormed } from './text/well-formed.ts';
import type { ChatState } from './turn/chat-state.ts';
import { refuseTooLong, retryTurn, runTurn } from './turn/run-turn.ts';
import { checkReplyLength } from './turn/settings.ts';
import { changes, type TurnChange } from './turn/turn-change.ts';
import { version } from './version.ts';
import { watchChat } from './watch-chat.ts';

/** What the core does for a page, by the contract's names. */
export function handlersOf(app: Application): Handlers<AppContract> {
  return { ...appHandlers(app), ...chatHandlers(app), ...draftHandlers(app), ...turnHandlers(app) };
}

type AppMethods = 'app.watch' | 'app.configure' | 'engine.restart' | 'cache.inspect' | 'search.find';

function appHandlers(app: Application): Pick<Handlers<AppContract>, AppMethods> {
  return {
    'app.watch': async (_input, send, signal) => {
      const chats = app.list.snapshot();
      const listening = app.events.until(signal, send);
      const [engine, model, storage] = [app.link.view(), modelViewOf(app.models.loaded()), app.storage.view()];
      const openChatId = app.shown.find();
      const { startedAgainAtMs } = app;
      const settings = app.store.settings.app();
      send({ type: 'snapshot', version, engine, model, chats, openChatId, storage, startedAgainAtMs, settings });
      await listening;
    },
    'app.configure': async ({ settings }) => {
      const changed = await write(app, () => app.store.settings.configureApp(settings));
      app.events.send({ type: 'settings', settings: changed });
      return changed;
    },
    'engine.restart': () => app.link.restart(),
    'search.find': ({ text, chatId }) => app.search.find(text, chatId),
    'cache.inspect': async ({ chatId }) => {
      const model = await app.model;
      return app.chats.with(chatId, (chat) => cacheViewOf(app, chat, model));
    },
  };
}

type ChatMethods = 'chat.create' | 'chat.watch' | 'chat.rename' | 'chat.delete' | 'chat.restore' | 'chat.configure';

/** How long somebody who presses a button waits for another program to let go of the database. */
const PRESS_PATIENCE_MS = 2_000;

/** Writes what was asked for, and says what the disk makes of it. */
async function write<Result>(app: Application, action: () => Result): Promise<Result> {
  try {
    const result = await retryWhileBusy(action, PRESS_PATIENCE_MS);
    app.storage.worked();
    return result;
  } catch (error) {
    app.storage.failed(error);
    throw error;
  }
}

function chatHandlers(app: Application): Pick<Handlers<AppContract>, ChatMethods> {
  const { store, context } = app;
  return {
    'chat.create': async () => {
      const chatId = store.chats.findEmpty() ?? (await write(app, () => store.chats.create(context.nowMs())));
      app.list.changed(chatId);
      return { chatId };
    },
    'chat.watch': ({ chatId }, send, signal) => watchChat(app, chatId, send, signal),
    'chat.rename': async ({ chatId, title }) => {
      const shown = await write(app, () => store.chats.rename(chatId, title));
      app.chats.known(chatId)?.broadcast({ type: 'title', title: shown });
      app.list.changed(chatId);
    },
    'chat.delete': async ({ chatId }) => {
      await write(app, () => store.chats.delete(chatId, context.nowMs()));
      const chat = app.chats.known(chatId);
      if (chat) leave(app, chat);
      else app.caches.drop(chatId);
      app.list.changed(chatId);
    },
    'chat.restore': async ({ chatId }) => {
      await write(app, () => store.chats.restore(chatId));
      const chat = app.chats.known(chatId);
      if (chat) chat.isDeleted = false;
      app.list.changed(chatId);
    },
    'chat.configure': async ({ chatId, settings }) => {
      const { windowTokens } = await app.model;
      if (settings.maxReplyTokens != null) checkReplyLength(settings.maxReplyTokens, windowTokens);
      return app.chats.with(chatId, async (chat) => {
        chat.configure(await write(app, () => store.settings.configureChat(chatId, settings)));
        chat.broadcast({ type: 'settings', ...chat.settingsView() });
        // Another policy, or another reserve, and the model sees other turns.
        const turns = chat.turnsChange();
        if (turns.turns.length > 0) chat.broadcast({ type: 'turns', ...turns });
        app.preparer.schedule(chat);
        return chat.settings();
      });
    },
  };
}

/** A chat that was deleted: what runs in it is stopped and ends in its own time, and its caches go then. */
function leave(app: Application, chat: ChatState): void {
  chat.isDeleted = true;
  app.preparer.forget(chat);
  if (chat.running) chat.running.stop.abort();
  else app.caches.drop(chat.id);
  chat.broadcast({ type: 'deleted' });
  app.chats.release(chat);
}

function draftHandlers(app: Application): Pick<Handlers<AppContract>, 'draft.measure' | 'draft.keep'> {
  // Counted as it would be sent: white space around it is not.
  const encode = async (text: string) => (await app.model).tokenizer.encode(toWellFormed(text).trim());
  return {
    'draft.measure': async ({ chatId, text }) => {
      refuseTooLong(text);
      const draftIds = await encode(text);
      return app.chats.with(chatId, (chat) => chat.usage(draftIds));
    },
    'draft.keep': async ({ chatId, text }) => {
      refuseTooLong(text);
      try {
        app.store.drafts.save(chatId, toWellFormed(text));
        app.storage.worked();
      } catch (error) {
        app.storage.failed(error);
        throw error;
      }
      // Kept first: there may be no model to count it with.
      const draftIds = await encode(text).catch(() => null);
      const chat = app.chats.known(chatId);
      if (!draftIds || !chat || chat.isDeleted) return;
      chat.draftIds = draftIds;
      app.preparer.schedule(chat);
    },
  };
}

type TurnMethods = 'turn.run' | 'turn.retry' | 'turn.stop' | 'turn.price' | 'turn.change';

function turnHandlers(app: Application): Pick<Handlers<AppContract>, TurnMethods> {
  const { context } = app;
  return {
    'turn.run': ({ chatId, ...request }) => app.chats.with(chatId, (chat) => runTurn(context, chat, request)),
    'turn.retry': ({ chatId, turnId, acceptForgetting }) =>
      app.chats.with(chatId, (chat) => retryTurn(context, chat, turnId, acceptForgetting)),
    'turn.stop': ({ chatId }) => app.chats.known(chatId)?.running?.stop.abort(),
    'turn.price': ({ chatId, turnId, change }) =>
      app.chats.with(chatId, async (chat) => {
        await app.model;
        return chat.price(actOf(app, chat, turnId, change));
      }),
    'turn.change': ({ chatId, turnId, change }) =>
      app.chats.with(chatId, async (chat) => {
        await app.model;
        await changeTurn(app, chat, turnId, change);
      }),
  };
}

/** The act that a change is: at the leaf, so that it holds for what follows it and for no other branch. */
function actOf(app: Application, chat: ChatState, turnId: number, change: TurnChange): WindowAct {
  const { leafId } = chat.branch;
  if (leafId === null || !chat.branch.turn(turnId)) {
    throw new CoreError('noSuchTurn');
  }
  return { leafId, atMs: app.context.nowMs(), turnId, ...changes[change] };
}

/** An explicit act on the window: the price was shown before, the change is refused where nothing would fit any more. */
async function changeTurn(app: Application, chat: ChatState, turnId: number, change: TurnChange): Promise<void> {
  const act = actOf(app, chat, turnId, change);
  if (!chat.price(act).isPossible) {
    throw new CoreError('wouldNotFit');
  }
  await write(app, () => app.store.acts.set(act));
  chat.act(act);
  chat.broadcast({ type: 'turns', ...chat.turnsChange() });
  app.preparer.schedule(chat);
}
