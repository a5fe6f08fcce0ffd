import type { AppContract } from '../shared/contract.ts';
import type { Handlers } from '../shared/wire.ts';
import type { ChatParts } from './chat-parts.ts';
import { continueTurn } from './turn/continue-turn.ts';
import { priceRetry, retryTurn, runTurn } from './turn/run-turn.ts';

type TurnMethods = 'turn.run' | 'turn.retry' | 'turn.continue' | 'turn.retryPrice' | 'turn.stop';

/** Asking, asking again, going on, and stopping. */
export function turnHandlers(app: ChatParts): Pick<Handlers<AppContract>, TurnMethods> {
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
