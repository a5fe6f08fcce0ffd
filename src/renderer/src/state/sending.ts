import { isMessageTooLong } from '../../../shared/message-length.ts';
import type { TurnOutcome } from '../../../shared/views.ts';
import { acceptedTurns, type SentBy } from './accepted-turns.ts';
import { type CoreLink, isClosed, mishapOf } from './core-link.ts';
import type { Observable } from './observable.ts';
import type { PageDraft } from './page-draft.ts';
import { canWrite, type PageState, type Question } from './page-state.ts';

/** With what a turn is asked again. */
export interface RetryWith {
  /** Turns that the model sees again from then on. */
  readonly bringBack: readonly number[];
  /** Turns that may be forgotten for it: exactly those that were named. */
  readonly acceptForgetting: readonly number[];
}

export interface Sending {
  /** Sends the draft, accepting the loss of exactly the turns that the page names. */
  send(by: SentBy): Promise<void>;
  /** Goes on with what the question asks, accepting all it names. */
  acceptQuestion(): Promise<void>;
  dismissQuestion(): void;
  /** Asks the newest turn again. */
  retry(turnId: number, more?: RetryWith): Promise<void>;
}

type Asked = Omit<Question, 'usage'>;

/** Sends turns. Words leave the composer only once the core has said that they are safe. */
export function openSending(state: Observable<PageState>, core: CoreLink, draft: PageDraft): Sending {
  async function run(asked: Asked, acceptForgetting: number[]): Promise<void> {
    const { chat, draft: text, isSending } = state.get();
    if (!chat || isSending) return;
    const chatId = chat.id;
    state.patch({ isSending: true, mishap: null });
    try {
      if (asked.retryTurnId !== null) {
        const retry = { chatId, turnId: asked.retryTurnId, acceptForgetting, bringBack: [...(asked.bringBack ?? [])] };
        settle(chatId, asked, await core.call('turn.retry', retry));
        return;
      }
      const sendKey = draft.keyFor(chatId, text);
      const outcome = await core.call('turn.run', { chatId, text, acceptForgetting, sendKey });
      if (outcome.type === 'begun') draft.arrived(chatId, [{ sendKey }]);
      settle(chatId, asked, outcome);
    } catch (error) {
      tell(chatId, asked, error);
    } finally {
      state.patch({ isSending: false });
      draft.measure();
    }
  }

  function settle(chatId: number, asked: Asked, outcome: TurnOutcome): void {
    if (state.get().openChatId !== chatId) return;
    state.patch({ question: outcome.type === 'begun' ? null : { ...asked, usage: outcome.usage } });
  }

  /** A line that broke is told by the banner; what became of the words is told once the chat is seen again. */
  function tell(chatId: number, asked: Asked, error: unknown): void {
    if (isClosed(error)) {
      if (asked.type === 'send') draft.lose(chatId);
    } else if (state.get().openChatId === chatId) state.patch({ mishap: mishapOf(error) });
  }

  return {
    send: async (by) => {
      const { chat, draft: text, namedSinceMs } = state.get();
      if (!chat || chat.answering || !canWrite(state.get()) || text.trim() === '' || isMessageTooLong(text)) return;
      const accepted = acceptedTurns(namedSinceMs, by, chat.settings.telling, performance.now());
      await run({ type: 'send', retryTurnId: null }, accepted);
    },
    acceptQuestion: async () => {
      const { question } = state.get();
      if (question?.usage.sending.type !== 'forgets') return;
      const accepted = question.usage.sending.turns.map((turn) => turn.turnId);
      const { usage: _, ...asked } = question;
      await run(asked, accepted);
    },
    dismissQuestion: () => state.patch({ question: null }),
    retry: async (turnId, more = { bringBack: [], acceptForgetting: [] }) => {
      if (state.get().chat?.answering) return;
      await run({ type: 'retry', retryTurnId: turnId, bringBack: more.bringBack }, [...more.acceptForgetting]);
    },
  };
}
