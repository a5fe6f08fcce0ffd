import type { AppContract } from '../shared/contract.ts';
import type { Usage } from '../shared/usage-view.ts';
import { usedWindowOf } from '../shared/used-window.ts';
import type { Handlers } from '../shared/wire.ts';
import type { Application } from './application.ts';
import { branchHandlers } from './branch-handlers.ts';
import { cacheViewOf } from './cache-view.ts';
import { chatModelHandlers } from './chat-model-handlers.ts';
import { dataHandlers } from './data-handlers.ts';
import { deletedHandlers } from './deleted-handlers.ts';
import { deviceHandlers } from './device-handlers.ts';
import { eraseHandlers } from './erase-handlers.ts';
import { exportHandlers } from './export-handlers.ts';
import { formHandlers } from './form-handlers.ts';
import { hubHandlers } from './hub-handlers.ts';
import { importHandlers } from './import-handlers.ts';
import { libraryHandlers } from './library-handlers.ts';
import { modelViewOf } from './models/model-view.ts';
import { placeHandlers } from './place-handlers.ts';
import { fittingParts } from './text/fitting-parts.ts';
import type { Tokenizer } from './text/tokenizer.ts';
import { toWellFormed } from './text/well-formed.ts';
import { continueTurn } from './turn/continue-turn.ts';
import { priceRetry, refuseTooLong, retryTurn, runTurn } from './turn/run-turn.ts';
import { checkReplyLength } from './turn/settings.ts';
import { version } from './version.ts';
import { watchChat } from './watch-chat.ts';
import { windowHandlers } from './window-handlers.ts';
import { write } from './write.ts';

/** What the core does for a page, by the contract's names. */
export function handlersOf(app: Application): Handlers<AppContract> {
  return {
    ...appHandlers(app),
    ...chatHandlers(app),
    ...chatModelHandlers(app),
    ...dataHandlers(app),
    ...deletedHandlers(app),
    ...deviceHandlers(app),
    ...draftHandlers(app),
    ...eraseHandlers(app),
    ...exportHandlers(app),
    ...formHandlers(app),
    ...hubHandlers(app),
    ...importHandlers(app),
    ...libraryHandlers(app),
    ...placeHandlers(app),
    ...turnHandlers(app),
    ...branchHandlers(app),
    ...windowHandlers(app),
  };
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
      const [modelSource, modelSwitch] = [app.sources.current().type, app.modelSwitch.view()];
      const [settings, requests] = [app.store.settings.app(), app.outbound.view()];
      const now = { version, engine, model, modelSource, modelSwitch, chats, openChatId, storage, startedAgainAtMs };
      const deletedCount = app.store.chats.countDeleted();
      const offered = app.imports.opened();
      send({ type: 'snapshot', ...now, settings, requests, deletedCount, offered });
      await listening;
    },
    'app.configure': async ({ settings }) => {
      const changed = await write(app, () => app.store.settings.configureApp(settings));
      app.events.send({ type: 'settings', settings: changed });
      if (settings.device !== undefined) app.devices.setWish(changed.device);
      return changed;
    },
    'engine.restart': () => app.link.restart(),
    'search.find': ({ text, chatId, part }) => app.search.find(text, chatId, part),
    'cache.inspect': async ({ chatId }) => {
      const model = await app.model;
      return app.chats.with(chatId, (chat) => cacheViewOf(app, chat, model));
    },
  };
}

type ChatMethods = 'chat.create' | 'chat.watch' | 'chat.rename' | 'chat.configure';

function chatHandlers(app: Application): Pick<Handlers<AppContract>, ChatMethods> {
  const { store, context } = app;
  return {
    'chat.create': async () => {
      const chatId = store.chats.findEmpty() ?? (await write(app, () => store.chats.create(context.nowMs())));
      app.list.changed(chatId);
      return { chatId };
    },
    'chat.watch': ({ chatId, tab }, send, signal) => watchChat(app, { chatId, tab }, send, signal),
    'chat.rename': async ({ chatId, title }) => {
      const shown = await write(app, () => store.chats.rename(chatId, title));
      app.chats.known(chatId)?.broadcast({ type: 'title', title: shown });
      app.list.changed(chatId);
    },
    'chat.configure': async ({ chatId, settings }) => {
      const { windowTokens } = await app.model;
      return app.chats.with(chatId, async (chat) => {
        // Both may be set at once: the reply must fit the window as it will be.
        const { usedWindowTokens = chat.settings().usedWindowTokens, maxReplyTokens } = settings;
        if (maxReplyTokens != null) checkReplyLength(maxReplyTokens, usedWindowOf({ usedWindowTokens }, windowTokens));
        chat.configure(await write(app, () => store.settings.configureChat(chatId, settings)));
        chat.broadcast({ type: 'settings', ...chat.settingsView() });
        // Another policy, or another reserve, and the model sees other turns.
        const turns = chat.turnsChange();
        if (turns.turns.length > 0) chat.broadcast({ type: 'turns', ...turns });
        app.list.changed(chatId);
        app.preparer.schedule(chat);
        return chat.settings();
      });
    },
  };
}

function draftHandlers(app: Application): Pick<Handlers<AppContract>, 'draft.measure' | 'draft.keep'> {
  // Counted as it would be sent: white space around it is not.
  const encode = async (text: string) => (await app.model).tokenizer.encode(toWellFormed(text).trim());
  return {
    'draft.measure': async ({ chatId, text }) => {
      refuseTooLong(text);
      const { tokenizer } = await app.model;
      const draftIds = await encode(text);
      return app.chats.with(chatId, (chat) => withFittingParts(chat.usage(draftIds), text, draftIds, tokenizer));
    },
    'draft.keep': async ({ chatId, text, tab }) => {
      refuseTooLong(text);
      try {
        app.store.drafts.save(chatId, toWellFormed(text));
        app.storage.worked();
      } catch (error) {
        app.storage.failed(error);
        throw error;
      }
      if (tab !== undefined) app.tabWords.keep(tab, chatId, text);
      // Kept first: there may be no model to count it with.
      const draftIds = await encode(text).catch(() => null);
      const chat = app.chats.known(chatId);
      if (!draftIds || !chat || chat.isDeleted) return;
      chat.draftIds = draftIds;
      app.preparer.schedule(chat);
    },
  };
}

/** Says of a draft that is too long by itself how much of it could be sent. */
function withFittingParts(usage: Usage, text: string, ids: readonly number[], tokenizer: Tokenizer): Usage {
  const { sending } = usage;
  if (sending.type !== 'cannotFit' || sending.cause !== 'draft') return usage;
  const { start, end } = fittingParts(text, { ids, mostTokens: ids.length - sending.overByTokens, tokenizer });
  return { ...usage, sending: { ...sending, fittingStart: start, fittingEnd: end } };
}

type TurnMethods = 'turn.run' | 'turn.retry' | 'turn.continue' | 'turn.retryPrice' | 'turn.stop';

function turnHandlers(app: Application): Pick<Handlers<AppContract>, TurnMethods> {
  const { context } = app;
  return {
    'turn.run': ({ chatId, ...request }) =>
      app.chats.with(chatId, async (chat) => {
        const outcome = await runTurn(context, chat, request);
        if (outcome.type === 'begun') app.tabWords.sent(chatId, request.text);
        return outcome;
      }),
    'turn.retry': ({ chatId, bringBack = [], ...request }) =>
      app.chats.with(chatId, (chat) => retryTurn(context, chat, { ...request, bringBack })),
    'turn.continue': ({ chatId, ...request }) => app.chats.with(chatId, (chat) => continueTurn(context, chat, request)),
    'turn.retryPrice': ({ chatId, ...request }) => app.chats.with(chatId, (chat) => priceRetry(context, chat, request)),
    'turn.stop': ({ chatId }) => app.chats.known(chatId)?.running?.stop.abort(),
  };
}
