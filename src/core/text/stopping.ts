import { isWrittenClose } from './basic-words.ts';

/** What a piece of an answer lets be shown. */
export interface StopProgress {
  /** Text that is no part of a stop text and cannot become one. */
  readonly text: string;
  /** A stop text is complete: the answer ends before it, and whatever comes later is not part of it. */
  readonly isStopped: boolean;
}

/** What ends an answer: texts wherever they stand, and texts that do so only where a word begins. */
export interface Stops {
  readonly texts: readonly string[];
  readonly words: readonly string[];
}

/**
 * Ends an answer before the stop text that is complete first (of two complete at once, the longer one). Holds back the end
 * of the text while it may still become a stop text, so that nothing shown is ever taken back.
 */
export class StopMatcher {
  readonly #stops: Stops;
  #held = '';
  /** The last character that was shown. */
  #before = '';
  /** So much of what is held was said before: a stop text that is complete in it already ends nothing. */
  #saidBefore = 0;
  #isStopped = false;

  constructor({ texts, words }: Stops) {
    const isText = (stopText: string) => stopText !== '';
    this.#stops = { texts: texts.filter(isText), words: words.filter(isText) };
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Text that an earlier answer ended with, before anything is appended: gives what of it cannot become a part of a stop text. */
  goOnFrom(text: string): string {
    const shownLength = text.length - this.#countHeld(text);
    this.#held = text.slice(shownLength);
    this.#saidBefore = this.#held.length;
    return this.#show(text.slice(0, shownLength));
  }

  append(text: string): StopProgress {
    if (this.#isStopped) return { text: '', isStopped: true };
    const whole = this.#held + text;
    const stopStart = findFirstStop(whole, this.#stops, { behind: this.#saidBefore, before: this.#before });
    this.#isStopped = stopStart !== null;
    const shownLength = stopStart ?? whole.length - this.#countHeld(whole);
    this.#held = this.#isStopped ? '' : whole.slice(shownLength);
    this.#saidBefore = Math.max(0, this.#saidBefore - shownLength);
    return { text: this.#show(whole.slice(0, shownLength)), isStopped: this.#isStopped };
  }

  #show(text: string): string {
    this.#before = lastCharacter(text) || this.#before;
    return text;
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
    for (const stopText of [...this.#stops.texts, ...this.#stops.words]) {
      const longest = Math.min(stopText.length - 1, text.length);
      for (let length = longest; length > heldLength; length--) {
        if (stopText.startsWith(text.slice(text.length - length))) heldLength = length;
      }
    }
    return heldLength;
  }
}

export interface StopSearch {
  /** A stop text that is complete within so many characters ends nothing. Defaults to 0. */
  readonly behind?: number;
  /** The character that stands before the text. Defaults to none. */
  readonly before?: string;
}

/** Where the stop text begins that is complete first, and later than what it must be behind; or null. */
export function findFirstStop(
  text: string,
  { texts, words }: Stops,
  { behind = 0, before = '' }: StopSearch = {},
): number | null {
  let firstStart: number | null = null;
  let firstEnd = Number.POSITIVE_INFINITY;
  const note = (start: number, end: number) => {
    if (start === -1 || end > firstEnd) return;
    if (end === firstEnd && firstStart !== null && start > firstStart) return;
    firstStart = start;
    firstEnd = end;
  };
  const firstPlace = (stopText: string) => Math.max(0, behind + 1 - stopText.length);
  for (const stopText of texts) {
    const start = text.indexOf(stopText, firstPlace(stopText));
    note(start, start + stopText.length);
  }
  for (const word of words) {
    let start = text.indexOf(word, firstPlace(word));
    while (start >= 0 && !beginsWord(start === 0 ? before : lastCharacter(text.slice(0, start)))) {
      start = text.indexOf(word, start + 1);
    }
    note(start, start + word.length);
  }
  return firstStart;
}

/** Behind this character. */
function beginsWord(before: string): boolean {
  return before === '' || /\s/.test(before) || isWrittenClose(before);
}

function lastCharacter(text: string): string {
  return [...text.slice(-2)].at(-1) ?? '';
}
