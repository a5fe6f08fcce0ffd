import type { AppContract } from '../shared/contract.ts';
import type { CacheView, ChatEvent } from '../shared/views.ts';
import { CoreError, type Handlers } from '../shared/wire.ts';
import type { Application } from './application.ts';
import { toWellFormed } from './text/well-formed.ts';
import type { ChatState, TurnChange } from './turn/chat-state.ts';
import { retryTurn, runTurn } from './turn/run-turn.ts';
import { checkReplyLength } from './turn/settings.ts';
import { cacheKeyOf } from './turn/turn-context.ts';
import { version } from './version.ts';

/** What the core does for a page, by the contract's names. */
export function handlersOf(app: Application): Handlers<AppContract> {
  const { store, context } = app;
  return {
    'app.watch': async (_input, send, signal) => {
      const listening = app.events.until(signal, send);
      const [engine, model] = [app.link.view(), app.modelView()];
      const openChatId = app.openChatId();
      const startedAgain = app.isStartedAgain;
      send({ type: 'snapshot', version, startedAgain, engine, model, chats: app.summaries(), openChatId });
      await listening;
    },
    'engine.restart': () => app.link.restart(),

    'chat.create': () => {
      const chatId = store.chats.findEmpty() ?? store.chats.create(context.nowMs());
      app.tellChats();
      return { chatId };
    },
    'chat.watch': ({ chatId }, send, signal) => watchChat(app, chatId, send, signal),
    'chat.rename': ({ chatId, title }) => {
      app.chat(chatId).broadcast({ type: 'title', title: store.chats.rename(chatId, title) });
      app.tellChats();
    },
    'chat.delete': ({ chatId }) => {
      const chat = app.chat(chatId);
      chat.running?.stop.abort();
      store.chats.delete(chatId, context.nowMs());
      chat.broadcast({ type: 'deleted' });
      app.tellChats();
    },
    'chat.restore': ({ chatId }) => {
      store.chats.restore(chatId);
      app.tellChats();
    },
    'chat.configure': async ({ chatId, settings }) => {
      const { windowTokens } = await app.model;
      if (settings.maxReplyTokens !== undefined) checkReplyLength(settings.maxReplyTokens, windowTokens);
      store.chats.configure(chatId, settings);
      const chat = app.chat(chatId);
      chat.broadcast({ type: 'settings', settings: chat.settings() });
      app.preparer.schedule(chat);
      return chat.settings();
    },

    'draft.measure': async ({ chatId, text, keeps }) => {
      const draft = toWellFormed(text);
      // Kept first: there may be no model to count it with.
      if (keeps) store.chats.saveDraft(chatId, draft);
      const { tokenizer } = await app.model;
      const chat = app.chat(chatId);
      // Counted as it would be sent: white space around it is not.
      const draftIds = tokenizer.encode(draft.trim());
      if (keeps) {
        chat.draftIds = draftIds;
        app.preparer.schedule(chat);
      }
      return chat.usage(draftIds);
    },

    'turn.run': ({ chatId, ...request }) => runTurn(context, app.chat(chatId), request),
    'turn.retry': ({ chatId, turnId, acceptForgetting }) =>
      retryTurn(context, app.chat(chatId), turnId, acceptForgetting),
    'turn.stop': ({ chatId }) => app.chat(chatId).running?.stop.abort(),
    'turn.price': async ({ chatId, turnId, change }) => {
      await app.model;
      return app.chat(chatId).price(turnId, change);
    },
    'turn.change': ({ chatId, turnId, change }) => changeTurn(app, app.chat(chatId), turnId, change),

    'cache.inspect': ({ chatId }) => inspectCache(app, app.chat(chatId)),
  };
}

async function watchChat(
  app: Application,
  chatId: number,
  send: (event: ChatEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  // Ids of another vocabulary are counted anew by the model, so the first view waits for it; without one it comes as stored.
  await app.model.catch(() => null);
  const chat = app.chat(chatId);
  const listening = chat.events.until(signal, send);
  app.store.settings.set('openChatId', String(chatId));
  send({ type: 'snapshot', chat: chat.view() });
  app.preparer.schedule(chat);
  await listening;
  app.release(chat);
}

/** An explicit act on the window: the price was shown before, the change is refused where nothing would fit any more. */
async function changeTurn(app: Application, chat: ChatState, turnId: number, change: TurnChange): Promise<void> {
  await app.model;
  if (!chat.turns().some((turn) => turn.id === turnId)) {
    throw new CoreError('noSuchTurn', 'This turn is not part of the chat as it is shown.');
  }
  if (!chat.price(turnId, change).isPossible) {
    throw new CoreError(
      'wouldNotFit',
      'With this turn kept, no room would be left in the window for the next message.',
    );
  }
  if (change === 'pin' || change === 'unpin') app.store.messages.setPinned(turnId, change === 'pin');
  else app.store.messages.setLeftOut(turnId, change === 'leaveOut');
  chat.reload();
  chat.broadcast({ type: 'turns', ...chat.turnsView() });
  app.preparer.schedule(chat);
}

async function inspectCache(app: Application, chat: ChatState): Promise<CacheView> {
  const { windowTokens } = await app.model;
  const caches = await app.caches();
  const generation = app.link.generation();
  const known = chat.cache?.generation === generation ? chat.cache : null;
  const prepared = chat.prepared?.generation === generation ? chat.prepared : null;
  return {
    windowTokens,
    stretches: known?.stretches ?? [],
    tokenCount: known?.state.tokenCount ?? 0,
    capacityTokens: known?.state.capacityTokens ?? 0,
    usedBytes: known?.state.usedBytes ?? 0,
    heldBytes: known?.state.heldBytes ?? 0,
    preparedTokens: prepared?.state.tokenCount ?? 0,
    caches: app.store.chats
      .list()
      .flatMap((each) =>
        caches
          .filter((cache) => cache.cacheKey === cacheKeyOf(each.id))
          .map(({ tokenCount, heldBytes }) => ({ chatId: each.id, title: each.title, tokenCount, heldBytes })),
      ),
  };
}
