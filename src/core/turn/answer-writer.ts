import type { AnswerSoFar, AnswerText } from '../text/answer-text.ts';

export interface AnswerWriterOptions {
  readonly onText: (text: string, answer: AnswerSoFar, decodedTokens: number) => void;
  /** A stop text is complete: more tokens are of no use. */
  readonly onStopText: () => void;
  readonly save: (answer: AnswerSoFar) => void;
}

/** Shown text is in the store this long after it was shown at the latest, with room to spare below the promised 250 ms. */
const SAVE_INTERVAL_MS = 100;

/** Turns an answer's ids into shown text and sees that what is shown is soon stored. */
export class AnswerWriter {
  readonly answer: AnswerText;
  private readonly options: AnswerWriterOptions;
  private decodedTokens = 0;
  private lastSavedMs = 0;
  private saveTimer: NodeJS.Timeout | undefined;

  constructor(answer: AnswerText, options: AnswerWriterOptions) {
    this.answer = answer;
    this.options = options;
  }

  push(ids: readonly number[]): void {
    if (this.answer.isStopped) return;
    this.decodedTokens += ids.length;
    this.show(this.answer.append(ids));
    if (this.answer.isStopped) this.options.onStopText();
    this.scheduleSave();
  }

  /** Shows what was held back, since nothing will follow it, and gives the answer's words with exactly their ids. */
  finish(): AnswerSoFar {
    clearTimeout(this.saveTimer);
    const { rest, text, ids } = this.answer.end();
    this.show(rest);
    return { text, ids };
  }

  private show(text: string): void {
    if (text !== '') this.options.onText(text, this.answer.soFar, this.decodedTokens);
  }

  private scheduleSave(): void {
    if (this.saveTimer) return;
    const waitMs = Math.max(0, this.lastSavedMs + SAVE_INTERVAL_MS - Date.now());
    this.saveTimer = setTimeout(() => {
      this.saveTimer = undefined;
      this.lastSavedMs = Date.now();
      this.options.save(this.answer.soFar);
    }, waitMs);
  }
}
