/** What a piece of an answer lets be shown. */
export interface StopProgress {
  /** Text that is no part of a stop text and cannot become one. */
  readonly text: string;
  /** A stop text is complete: the answer ends before it, and whatever comes later is not part of it. */
  readonly isStopped: boolean;
}

/**
 * Ends an answer before the stop text that is complete first (of two complete at once, the longer one). Holds back the end
 * of the text while it may still become a stop text, so that nothing shown is ever taken back.
 */
export class StopMatcher {
  readonly #stopTexts: readonly string[];
  #held = '';
  #isStopped = false;

  constructor(stopTexts: readonly string[]) {
    this.#stopTexts = stopTexts.filter((stopText) => stopText !== '');
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  append(text: string): StopProgress {
    if (this.#isStopped) return { text: '', isStopped: true };
    const whole = this.#held + text;
    const stopStart = findFirstStop(whole, this.#stopTexts);
    this.#isStopped = stopStart !== null;
    const shownLength = stopStart ?? whole.length - this.#countHeld(whole);
    this.#held = this.#isStopped ? '' : whole.slice(shownLength);
    return { text: whole.slice(0, shownLength), isStopped: this.#isStopped };
  }

  /** The answer ended by itself: what was held back was no stop text. */
  flush(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  /** The length of the longest end of the text that a stop text begins with. */
  #countHeld(text: string): number {
    let heldLength = 0;
    for (const stopText of this.#stopTexts) {
      const longest = Math.min(stopText.length - 1, text.length);
      for (let length = longest; length > heldLength; length--) {
        if (stopText.startsWith(text.slice(text.length - length))) heldLength = length;
      }
    }
    return heldLength;
  }
}

/** Where the stop text begins that is complete first, or null. */
export function findFirstStop(text: string, stopTexts: readonly string[]): number | null {
  let firstStart: number | null = null;
  let firstEnd = Number.POSITIVE_INFINITY;
  for (const stopText of stopTexts) {
    const start = text.indexOf(stopText);
    const end = start + stopText.length;
    if (start === -1 || end > firstEnd) continue;
    if (end === firstEnd && firstStart !== null && start > firstStart) continue;
    firstStart = start;
    firstEnd = end;
  }
  return firstStart;
}
