import type { TokenLogits } from '../store/token-logits.ts';
import type { AnswerSoFar, AnswerText } from '../text/answer-text.ts';

/** An answer's words, exactly their ids, and the logits of those that were sampled. */
export interface WrittenAnswer extends AnswerSoFar, TokenLogits {}

/** Ids as they were sampled, with their logits. [ids] */
export interface SampledIds extends TokenLogits {
  readonly ids: readonly number[];
}

export interface AnswerWriterOptions {
  readonly onText: (text: string, answer: AnswerSoFar) => void;
  /** A stop text is complete: more tokens are of no use. */
  readonly onStopText: () => void;
  readonly save: (answer: WrittenAnswer) => void;
  /** A save did not work; it is tried again while the answer goes on. */
  readonly onSaveFailed: (error: unknown) => void;
  /** Of the ids that the answer takes over. Defaults to none. */
  readonly takenOver?: TokenLogits | null;
}

/** Shown text is in the store this long after it was shown at the latest, with room to spare below the promised 250 ms. */
const SAVE_INTERVAL_MS = 100;
/** A disk that is full, or that another program holds, is not asked ten times a second. */
const RETRY_MS = 1_000;

/** Turns an answer's ids into shown text and sees that what is shown is soon stored. */
export class AnswerWriter {
  readonly answer: AnswerText;
  private readonly options: AnswerWriterOptions;
  private readonly chosenLogits: number[];
  private readonly largestLogits: number[];
  /** Nothing was shown before it was opened that is not stored. */
  private lastSavedAt = performance.now();
  private saveTimer: NodeJS.Timeout | undefined;

  constructor(answer: AnswerText, options: AnswerWriterOptions) {
    this.answer = answer;
    this.chosenLogits = [...(options.takenOver?.chosenLogits ?? [])];
    this.largestLogits = [...(options.takenOver?.largestLogits ?? [])];
    this.options = options;
  }

  push(sampled: SampledIds): void {
    if (this.answer.isStopped) return;
    for (const logit of sampled.chosenLogits) this.chosenLogits.push(logit);
    for (const logit of sampled.largestLogits) this.largestLogits.push(logit);
    this.show(this.answer.append(sampled.ids));
    if (this.answer.isStopped) this.options.onStopText();
    this.scheduleSave(SAVE_INTERVAL_MS);
  }

  /** The answer as it is shown now. */
  soFar(): WrittenAnswer {
    return this.withLogits(this.answer.soFar);
  }

  /** Shows what was held back, since nothing will follow it, and gives the answer's words with exactly their ids. */
  finish(): WrittenAnswer {
    this.close();
    const { rest, ...answer } = this.answer.end();
    this.show(rest);
    return this.withLogits(answer);
  }

  /** Saves nothing any more. */
  close(): void {
    clearTimeout(this.saveTimer);
  }

  private withLogits(answer: AnswerSoFar): WrittenAnswer {
    const { ids, sampledCount } = answer;
    // NaN: an id that stands for a part of a sampled one was not sampled itself.
    const sampled = (logits: readonly number[]) => {
      const packed = new Float32Array(ids.length).fill(Number.NaN); // [ids]
      packed.set(logits.slice(0, Math.min(sampledCount, ids.length)));
      return packed;
    };
    return { ...answer, chosenLogits: sampled(this.chosenLogits), largestLogits: sampled(this.largestLogits) };
  }

  private show(text: string): void {
    if (text !== '') this.options.onText(text, this.answer.soFar);
  }

  /** By a clock that only goes forward: one that is set back must not stop the saving. */
  private scheduleSave(intervalMs: number): void {
    if (this.saveTimer) return;
    const waitMs = Math.max(0, this.lastSavedAt + intervalMs - performance.now());
    this.saveTimer = setTimeout(() => this.saveNow(), waitMs);
  }

  private saveNow(): void {
    this.saveTimer = undefined;
    this.lastSavedAt = performance.now();
    try {
      this.options.save(this.soFar());
    } catch (error) {
      this.options.onSaveFailed(error);
      this.scheduleSave(RETRY_MS);
    }
  }
}
