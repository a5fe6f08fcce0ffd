import type { AppContract } from '../shared/contract.ts';
import { usedWindowOf } from '../shared/used-window.ts';
import type { Handlers } from '../shared/wire.ts';
import { forgetChosenModel } from './chat-model-handlers.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Ground } from './ground.ts';
import { checkReplyLength } from './turn/settings.ts';
import { watchChat } from './watch-chat.ts';
import { write } from './write.ts';

type ChatMethods = 'chat.create' | 'chat.watch' | 'chat.rename' | 'chat.configure';

/** A chat, as it is made, shown, named and set. */
export function chatHandlers(app: Ground & ChatParts): Pick<Handlers<AppContract>, ChatMethods> {
  const { store, context } = app;
  return {
    'chat.create': async () => {
      const emptyId = store.chats.findEmpty();
      if (emptyId !== null) await forgetChosenModel(app, emptyId);
      const chatId = emptyId ?? (await write(app, () => store.chats.create(context.nowMs())));
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
      const { windowTokens } = await app.models.current();
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
