import type { MessageView } from '../../../shared/views.ts';

/** Words on their way to the core, under the key that the page gave them. */
export interface SentWords {
  readonly text: string;
  readonly sendKey: string;
}

/** What this page has sent and does not know the outcome of, by chat. */
export interface SentWordsBook {
  /** The key to send `text` with: the same one again while its outcome is unknown and the words are the same. */
  keyFor(chatId: number, text: string): string;
  /** The words that a stored message proves to have arrived; they are known from then on. Null when they are not ours. */
  takeArrived(chatId: number, messages: readonly Pick<MessageView, 'sendKey'>[]): SentWords | null;
  /** The line broke before an answer came. */
  lose(chatId: number): void;
  /** Whether words of this chat were lost on their way; true once for each loss. */
  takeLost(chatId: number): boolean;
}

/**
 * A line may break between storing a message and saying so. The message carries the page's key: by it the page learns later
 * that its words arrived, and sending them once more under the same key stores nothing twice.
 */
export function openSentWords(newKey: () => string = () => crypto.randomUUID()): SentWordsBook {
  const underWay = new Map<number, SentWords & { readonly isLost: boolean }>();
  return {
    keyFor: (chatId, text) => {
      const known = underWay.get(chatId);
      const sendKey = known?.text === text ? known.sendKey : newKey();
      underWay.set(chatId, { text, sendKey, isLost: false });
      return sendKey;
    },
    takeArrived: (chatId, messages) => {
      const sent = underWay.get(chatId);
      if (!sent || !messages.some((message) => message.sendKey === sent.sendKey)) return null;
      underWay.delete(chatId);
      return sent;
    },
    lose: (chatId) => {
      const sent = underWay.get(chatId);
      if (sent) underWay.set(chatId, { ...sent, isLost: true });
    },
    takeLost: (chatId) => {
      const sent = underWay.get(chatId);
      if (!sent?.isLost) return false;
      underWay.set(chatId, { ...sent, isLost: false });
      return true;
    },
  };
}

/** The words that stay in the composer after `sent` was sent: what was typed meanwhile. */
export function draftAfterSending(draft: string, sent: string): string {
  return draft.startsWith(sent) ? draft.slice(sent.length) : draft;
}
