import type { Usage } from '../../../shared/usage-view.ts';
import { isLongDraft, type Pause, shortPause } from './draft-pause.ts';

/** The window's use for one draft of one chat. */
export interface MeasuredDraft {
  readonly chatId: number;
  readonly text: string;
  readonly usage: Usage;
  /** These words have left the composer and are counted as said with the next measurement. Defaults to false. */
  readonly isSent?: boolean;
}

export interface DraftMeter {
  /** Counts `text`; what was asked meanwhile and not begun is skipped: only the newest words matter. */
  ask(chatId: number, text: string): void;
  /** The same for words that are being typed: long ones are counted after a pause. */
  askTyped(chatId: number, text: string): void;
  /** Forgets what is pending, as when another chat is opened or the line breaks. */
  clear(): void;
}

type Measure = (chatId: number, text: string) => Promise<Usage>;

/** Never more than one question under way and one pending, so that fast typing cannot build a queue. */
export function openDraftMeter(
  measure: Measure,
  onMeasured: (measured: MeasuredDraft) => void,
  onError: (error: unknown) => void,
  pause: Pause = shortPause,
): DraftMeter {
  let pending: { readonly chatId: number; readonly text: string } | undefined;
  let paused: typeof pending;
  let round = 0;
  let pauses = 0;
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

  const ask = (chatId: number, text: string) => {
    pending = { chatId, text };
    paused = undefined;
    if (!isBusy) void work(round);
  };
  return {
    ask,
    askTyped: (chatId, text) => {
      if (!isLongDraft(text)) return ask(chatId, text);
      // What waits to be counted is not what stands there any more.
      pending = undefined;
      const isPausing = paused !== undefined;
      paused = { chatId, text };
      if (isPausing) return;
      const ownPause = ++pauses;
      pause(() => {
        if (paused && ownPause === pauses) ask(paused.chatId, paused.text);
      });
    },
    clear: () => {
      pending = undefined;
      paused = undefined;
      isBusy = false;
      round += 1;
    },
  };
}
