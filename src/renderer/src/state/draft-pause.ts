/** From so many UTF-16 units on, handing a draft to the core at each key would be felt in typing. */
const LONG_UNITS = 4000;
/** How long the words of a long draft wait at most until they are on their way to be kept and counted. */
const PAUSE_MS = 300;

/** Calls `work` after a pause. */
export type Pause = (work: () => void) => void;

export function isLongDraft(text: string): boolean {
  return text.length > LONG_UNITS;
}

/** Not put off by further keys: who types without a stop is kept, too. */
export const shortPause: Pause = (work) => {
  setTimeout(work, PAUSE_MS);
};
