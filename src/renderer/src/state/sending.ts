import type { TurnOutcome } from '../../../shared/views.ts';
import { acceptedTurns, namedSince, type SentBy } from './accepted-turns.ts';
import { type CoreLink, mishapOf } from './core-link.ts';
import type { Observable } from './observable.ts';
import type { PageState, Question } from './page-state.ts';

export interface Sending {
  /** Sends the draft, accepting the loss of exactly the turns that the page names. */
  send(by: SentBy): Promise<void>;
  /** Goes on with what the question asks, accepting all it names. */
  acceptQuestion(): Promise<void>;
  dismissQuestion(): void;
  /** Asks a stopped or failed turn again. */
  retry(turnId: number): Promise<void>;
}

/** Sends turns. Words leave the composer only once the core has said that they are safe. */
export function openSending(
  state: Observable<PageState>,
  core: CoreLink,
  replaceDraft: (chatId: number, text: string) => void,
): Sending {
  async function run(question: Omit<Question, 'usage'>, acceptForgetting: number[]): Promise<void> {
    const { chat, draft: text, isSending } = state.get();
    if (!chat || isSending) return;
    state.patch({ isSending: true, mishap: null });
    try {
      const outcome =
        question.retryTurnId === null
          ? await core.call('turn.run', { chatId: chat.id, text, acceptForgetting })
          : await core.call('turn.retry', { chatId: chat.id, turnId: question.retryTurnId, acceptForgetting });
      state.patch({ isSending: false });
      settle(chat.id, question, text, outcome);
    } catch (error) {
      state.patch({ isSending: false, mishap: mishapOf(error) });
    }
  }

  function settle(chatId: number, asked: Omit<Question, 'usage'>, text: string, outcome: TurnOutcome): void {
    if (outcome.type === 'begun') {
      if (state.get().openChatId === chatId) state.patch({ question: null });
      if (asked.type === 'send') replaceDraft(chatId, text);
      return;
    }
    if (state.get().openChatId !== chatId) return;
    const { usage } = outcome;
    state.patch({
      measured: { chatId, text, usage },
      namedSinceMs: namedSince(state.get().namedSinceMs, usage, performance.now()),
      question: outcome.type === 'needsChoice' ? { ...asked, usage } : null,
    });
  }

  return {
    send: async (by) => {
      const { chat, draft, namedSinceMs } = state.get();
      if (!chat || chat.answering || draft.trim() === '') return;
      const accepted = acceptedTurns(namedSinceMs, by, chat.settings.policy, performance.now());
      await run({ type: 'send', retryTurnId: null }, accepted);
    },
    acceptQuestion: async () => {
      const { question } = state.get();
      if (question?.usage.sending.type !== 'forgets') return;
      const accepted = question.usage.sending.turns.map((turn) => turn.turnId);
      await run({ type: question.type, retryTurnId: question.retryTurnId }, accepted);
    },
    dismissQuestion: () => state.patch({ question: null }),
    retry: async (turnId) => {
      if (state.get().chat?.answering) return;
      await run({ type: 'retry', retryTurnId: turnId }, []);
    },
  };
}

/** The words that stay in the composer after `sent` was sent: what was typed meanwhile. */
export function draftAfterSending(draft: string, sent: string): string {
  return draft.startsWith(sent) ? draft.slice(sent.length) : draft;
}
