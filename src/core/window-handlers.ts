import type { AppContract } from '../shared/contract.ts';
import type { ChangeOfTurn, WindowPrice } from '../shared/window-view.ts';
import { CoreError, type Handlers } from '../shared/wire.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Ground } from './ground.ts';
import type { WindowAct } from './store/acts.ts';
import { bringBackOf } from './turn/bring-back.ts';
import type { ChatState } from './turn/chat-state.ts';
import { draftTokenCount } from './turn/prompt.ts';
import { changes as decisions } from './turn/turn-change.ts';
import { priceOf } from './turn/window-sight.ts';
import { write } from './write.ts';

type WindowMethods = 'window.forgotten' | 'window.price' | 'window.change';

/** What a person can do about the window of a chat. */
export function windowHandlers(app: Ground & ChatParts): Pick<Handlers<AppContract>, WindowMethods> {
  return {
    'window.forgotten': ({ chatId, among }) =>
      app.chats.with(chatId, async (chat) =>
        bringBackOf(chat.sight(), { draftTokens: await keptDraftTokens(app, chat), among }),
      ),
    'window.price': ({ chatId, changes }) =>
      app.chats.with(chatId, async (chat) => (await priced(app, chat, changes)).price),
    'window.change': ({ chatId, changes }) =>
      app.chats.with(chatId, async (chat) => {
        const { acts, price } = await priced(app, chat, changes);
        if (!price.isPossible) throw new CoreError('wouldNotFit');
        await write(app, () => app.store.acts.setAll(acts));
        chat.act(...acts);
        chat.broadcast({ type: 'turns', ...chat.turnsChange() });
        app.preparer.schedule(chat);
      }),
  };
}

interface Priced {
  readonly acts: readonly WindowAct[];
  readonly price: WindowPrice;
}

/** What changes decide, and what that costs as the window stands. */
async function priced(app: Ground & ChatParts, chat: ChatState, changes: readonly ChangeOfTurn[]): Promise<Priced> {
  const draftTokens = await keptDraftTokens(app, chat);
  const acts = changes.map((change) => actOf(app, chat, change));
  return { acts, price: priceOf(chat.sight(), chat.branch.act(...acts), draftTokens) };
}

/** The act that a change is: at the leaf, so that it holds for what follows it and for no other branch. */
function actOf(app: Ground & ChatParts, chat: ChatState, { turnId, change }: ChangeOfTurn): WindowAct {
  const { leafId } = chat.branch;
  if (leafId === null || !chat.branch.turn(turnId)) throw new CoreError('noSuchTurn');
  return { leafId, atMs: app.context.nowMs(), turnId, ...decisions[change] };
}

/** Tokens of the words that are kept for the chat and not sent. */
async function keptDraftTokens(app: Ground & ChatParts, chat: ChatState): Promise<number> {
  const { tokenizer, form } = await app.models.current();
  return draftTokenCount(tokenizer.encode(app.store.drafts.get(chat.id).trim()), form);
}
