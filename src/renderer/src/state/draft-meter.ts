import type { Usage } from '../../../shared/usage-view.ts';

/** The window's use for one draft of one chat. */
export interface MeasuredDraft {
  readonly chatId: number;
  readonly text: string;
  readonly usage: Usage;
}

export interface DraftMeter {
  /** Counts `text`; what was asked meanwhile and not begun is skipped: only the newest words matter. */
  ask(chatId: number, text: string): void;
  /** Forgets what is pending, as when another chat is opened or the line breaks. */
  clear(): void;
}

type Measure = (chatId: number, text: string) => Promise<Usage>;

/** Never more than one question under way and one pending, so that fast typing cannot build a queue. */
export function openDraftMeter(
  measure: Measure,
  onMeasured: (measured: MeasuredDraft) => void,
  onError: (error: unknown) => void,
): DraftMeter {
  let pending: { readonly chatId: number; readonly text: string } | undefined;
  let round = 0;
  let isBusy = false;

  async function work(ownRound: number): Promise<void> {
    isBusy = true;
    while (pending && ownRound === round) {
      const { chatId, text } = pending;
      pending = undefined;
      try {
        const usage = await measure(chatId, text);
        if (ownRound === round) onMeasured({ chatId, text, usage });
      } catch (error) {
        if (ownRound === round) onError(error);
      }
    }
    if (ownRound === round) isBusy = false;
  }

  return {
    ask: (chatId, text) => {
      pending = { chatId, text };
      if (!isBusy) void work(round);
    },
    clear: () => {
      pending = undefined;
      isBusy = false;
      round += 1;
    },
  };
}
