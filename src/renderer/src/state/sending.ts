import { isMessageTooLong } from '../../../shared/message-length.ts';
import type { TurnOutcome } from '../../../shared/views.ts';
import { acceptedTurns, type SentBy } from './accepted-turns.ts';
import type { ChatState } from './chat-state.ts';
import { type CoreLink, isClosed, mishapOf } from './core-link.ts';
import type { Observable } from './observable.ts';
import type { PageDraft } from './page-draft.ts';
import { canWrite, type MessageEdit, type PageState, type Question } from './page-state.ts';
import { openSentWords } from './sent-words.ts';

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
  /** Asks a turn again. */
  retry(turnId: number, more?: RetryWith): Promise<void>;
  /** Asks with other words in the place of a message; says whether they are stored. */
  edit(edit: MessageEdit, acceptForgetting: readonly number[]): Promise<boolean>;
  /** A try, after this chat was set to sample; from then on it does. */
  retryWithChance(turnId: number): Promise<void>;
  /** The offer stands there: it is not made again in this chat. */
  chanceWasOffered(): Promise<void>;
  dismissChance(): void;
  /** Goes on with the newest turn's answer where it was broken off. */
  goOn(turnId: number): Promise<void>;
}

type Asked = Omit<Question, 'usage'>;

/** Sends turns. Words leave the composer only once the core has said that they are safe. */
export function openSending(state: Observable<PageState>, core: CoreLink, draft: PageDraft): Sending {
  /** Edits that may have been stored before the line broke: sent again, they have the key that they had. */
  const edits = openSentWords();

  /** Says whether it began. */
  async function run(asked: Asked, acceptForgetting: number[]): Promise<boolean> {
    const { chat, draft: text, isSending } = state.get();
    if (!chat || isSending) return false;
    const chatId = chat.id;
    state.patch({ isSending: true, mishap: null });
    try {
      if (asked.edit) {
        const sendKey = edits.keyFor(asked.edit.turnId, asked.edit.text);
        const edited = { chatId, ...asked.edit, acceptForgetting, sendKey };
        const outcome = await core.call('turn.edit', edited);
        if (outcome.type === 'begun') edits.takeArrived(asked.edit.turnId, [{ sendKey }]);
        return settle(chatId, asked, outcome);
      }
      if (asked.retryTurnId !== null) {
        const turn = { chatId, turnId: asked.retryTurnId, acceptForgetting };
        const bringBack = [...(asked.bringBack ?? [])];
        const outcome = await (asked.type === 'continue'
          ? core.call('turn.continue', turn)
          : core.call('turn.retry', { ...turn, bringBack }));
        return settle(chatId, asked, outcome);
      }
      const sendKey = draft.keyFor(chatId, text);
      const outcome = await core.call('turn.run', { chatId, text, acceptForgetting, sendKey });
      if (outcome.type === 'begun') draft.arrived(chatId, [{ sendKey }]);
      return settle(chatId, asked, outcome);
    } catch (error) {
      tell(chatId, asked, error);
      return false;
    } finally {
      state.patch({ isSending: false });
      draft.measure();
    }
  }

  function settle(chatId: number, asked: Asked, outcome: TurnOutcome): boolean {
    const hasBegun = outcome.type === 'begun';
    if (state.get().openChatId === chatId) {
      state.patch({ question: hasBegun ? null : { ...asked, usage: outcome.usage } });
    }
    return hasBegun;
  }

  /** A line that broke is told by the banner; what became of the words is told once the chat is seen again. */
  function tell(chatId: number, asked: Asked, error: unknown): void {
    if (isClosed(error)) {
      if (asked.type === 'send') draft.lose(chatId);
    } else if (state.get().openChatId === chatId) state.patch({ mishap: mishapOf(error) });
  }

  /** Whether it was stored. */
  async function configure(
    chatId: number,
    settings: { isGreedy?: boolean; isChanceOffered?: boolean },
  ): Promise<boolean> {
    try {
      await core.call('chat.configure', { chatId, settings });
      return true;
    } catch (error) {
      if (!isClosed(error) && state.get().openChatId === chatId) state.patch({ mishap: mishapOf(error) });
      return false;
    }
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
      const { chat } = state.get();
      if (!chat || chat.answering) return;
      // With other turns in sight it may well say something else.
      const offer = more.bringBack.length === 0 ? chanceOfferFor(chat, turnId) : null;
      const asked = { type: 'retry', retryTurnId: turnId, bringBack: more.bringBack } as const;
      const hasBegun = await run(asked, [...more.acceptForgetting]);
      // What did not begin has said nothing again.
      if (offer && hasBegun && state.get().openChatId === chat.id) state.patch({ chanceOffer: offer });
    },
    retryWithChance: async (turnId) => {
      const { chat } = state.get();
      if (!chat || chat.answering) return;
      state.patch({ chanceOffer: null });
      if (await configure(chat.id, { isGreedy: false })) await run({ type: 'retry', retryTurnId: turnId }, []);
    },
    edit: async (edit, acceptForgetting) => {
      const { chat } = state.get();
      if (!chat || chat.answering || edit.text.trim() === '' || isMessageTooLong(edit.text)) return false;
      return run({ type: 'edit', retryTurnId: null, edit }, [...acceptForgetting]);
    },
    chanceWasOffered: async () => {
      const { chat } = state.get();
      if (chat && !chat.settings.isChanceOffered) await configure(chat.id, { isChanceOffered: true });
    },
    dismissChance: () => state.patch({ chanceOffer: null }),
    goOn: async (turnId) => {
      if (state.get().chat?.answering) return;
      await run({ type: 'continue', retryTurnId: turnId }, []);
    },
  };
}

/** Once in a chat, where a try can be expected to say the same: a greedy answer that had come to its end. */
function chanceOfferFor(chat: ChatState, turnId: number): PageState['chanceOffer'] {
  const last = chat.blocks.at(-1)?.turns.at(-1);
  const { isGreedy, isChanceOffered } = chat.settings;
  if (!isGreedy || isChanceOffered || last?.id !== turnId || last.assistant?.state !== 'done') return null;
  return { turnId, text: last.assistant.text };
}
