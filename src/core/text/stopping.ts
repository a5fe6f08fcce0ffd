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
  /** So much of what is held was said before: a stop text that is complete in it already ends nothing. */
  #saidBefore = 0;
  #isStopped = false;

  constructor(stopTexts: readonly string[]) {
    this.#stopTexts = stopTexts.filter((stopText) => stopText !== '');
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Text that an earlier answer ended with, before anything is appended: gives what of it cannot become a part of a stop text. */
  goOnFrom(text: string): string {
    const shownLength = text.length - this.#countHeld(text);
    this.#held = text.slice(shownLength);
    this.#saidBefore = this.#held.length;
    return text.slice(0, shownLength);
  }

  append(text: string): StopProgress {
    if (this.#isStopped) return { text: '', isStopped: true };
    const whole = this.#held + text;
    const stopStart = findFirstStop(whole, this.#stopTexts, this.#saidBefore);
    this.#isStopped = stopStart !== null;
    const shownLength = stopStart ?? whole.length - this.#countHeld(whole);
    this.#held = this.#isStopped ? '' : whole.slice(shownLength);
    this.#saidBefore = Math.max(0, this.#saidBefore - shownLength);
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

/** Where the stop text begins that is complete first, and later than the first `behind` characters; or null. */
export function findFirstStop(text: string, stopTexts: readonly string[], behind = 0): number | null {
  let firstStart: number | null = null;
  let firstEnd = Number.POSITIVE_INFINITY;
  for (const stopText of stopTexts) {
    const start = text.indexOf(stopText, Math.max(0, behind + 1 - stopText.length));
    const end = start + stopText.length;
    if (start === -1 || end > firstEnd) continue;
    if (end === firstEnd && firstStart !== null && start > firstStart) continue;
    firstStart = start;
    firstEnd = end;
  }
  return firstStart;
}
