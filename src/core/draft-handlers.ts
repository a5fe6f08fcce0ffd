import type { AppContract } from '../shared/contract.ts';
import type { Usage } from '../shared/usage-view.ts';
import type { Handlers } from '../shared/wire.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Ground } from './ground.ts';
import { fittingParts } from './text/fitting-parts.ts';
import type { Tokenizer } from './text/tokenizer.ts';
import { toWellFormed } from './text/well-formed.ts';
import { refuseTooLong } from './turn/run-turn.ts';

/** What is typed and not sent. */
export function draftHandlers(app: Ground & ChatParts): Pick<Handlers<AppContract>, 'draft.measure' | 'draft.keep'> {
  // Counted as it would be sent: white space around it is not.
  const encode = async (text: string) => (await app.models.current()).tokenizer.encode(toWellFormed(text).trim());
  return {
    'draft.measure': async ({ chatId, text }) => {
      refuseTooLong(text);
      const { tokenizer } = await app.models.current();
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
