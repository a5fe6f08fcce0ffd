import { type LittleByLittle, startLittleByLittle } from '../little-by-little.ts';
import type { GivenIdsStore } from '../store/given-ids.ts';
import type { StoredMessage } from '../store/messages.ts';
import { doIdsFit } from '../text/ids-fit.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

export interface CheckLaterOptions {
  readonly givenIds: GivenIdsStore;
  /** The model's; null while there is none. */
  readonly tokenizer: () => Tokenizer | null;
  /** Messages of the chat have other ids now. False where it cannot be read anew yet: it is told again. */
  readonly onRenewed: (chatId: number) => boolean;
  readonly onLog: (line: string) => void;
}

const MESSAGES_AT_ONCE = 20;
/** A chat that is busy is asked again after this: an end that cannot be stored may stay for long. */
const BUSY_PAUSE_MS = 500;

/** Compares ids that came without their tokenizer with their words, once a model has it: from the first one on whenever it is woken. */
export function startCheckingIds({
  givenIds,
  tokenizer,
  onRenewed,
  onLog,
}: CheckLaterOptions): Pick<LittleByLittle, 'wake' | 'stop'> {
  let afterId = 0;
  const untoldChatIds = new Set<number>();
  /** A chat is told of all its messages together: these are checked one after the other. */
  const tell = (checked: readonly StoredMessage[]) => {
    const stillChecked = new Set(checked.map(({ chatId }) => chatId));
    for (const chatId of untoldChatIds) {
      if (!stillChecked.has(chatId) && onRenewed(chatId)) untoldChatIds.delete(chatId);
    }
  };
  const checking = startLittleByLittle({
    step: () => {
      const own = tokenizer();
      const messages = own ? givenIds.unchecked(afterId, MESSAGES_AT_ONCE) : [];
      for (const message of messages) {
        afterId = message.id;
        if (!own || message.tokenizerHash !== own.hash) continue;
        const renewed = doIdsFit(message, own) ? null : own.encode(message.text);
        givenIds.settle(message.id, renewed);
        if (renewed) untoldChatIds.add(message.chatId);
      }
      tell(messages);
      if (messages.length > 0) return true;
      return untoldChatIds.size > 0 ? BUSY_PAUSE_MS : false;
    },
    ...{ what: 'checking imported tokens', firstPauseMs: 3_000, pauseMs: 20, onLog },
  });
  return {
    wake: () => {
      afterId = 0;
      checking.wake();
    },
    stop: checking.stop,
  };
}
