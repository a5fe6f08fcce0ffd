import { type LittleByLittle, startLittleByLittle } from '../little-by-little.ts';
import type { GivenIdsStore } from '../store/given-ids.ts';
import { doIdsFit } from '../text/ids-fit.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

export interface CheckLaterOptions {
  readonly givenIds: GivenIdsStore;
  /** The model's; null while there is none. */
  readonly tokenizer: () => Tokenizer | null;
  readonly onLog: (line: string) => void;
}

const MESSAGES_AT_ONCE = 20;

/** Compares ids that came without their tokenizer with their words, once a model has it: from the first one on whenever it is woken. */
export function startCheckingIds({
  givenIds,
  tokenizer,
  onLog,
}: CheckLaterOptions): Pick<LittleByLittle, 'wake' | 'stop'> {
  let afterId = 0;
  const checking = startLittleByLittle({
    step: () => {
      const own = tokenizer();
      const messages = own ? givenIds.unchecked(afterId, MESSAGES_AT_ONCE) : [];
      for (const message of messages) {
        afterId = message.id;
        if (!own || message.tokenizerHash !== own.hash) continue;
        givenIds.settle(message.id, doIdsFit(message, own) ? null : own.encode(message.text));
      }
      return messages.length === MESSAGES_AT_ONCE;
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
