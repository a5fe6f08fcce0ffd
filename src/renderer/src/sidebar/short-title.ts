/** About so many narrow letters leave room for what happened to the chat. */
const MOST_LETTERS = 30;

/** From here on writings are twice as wide as letters. */
const FIRST_WIDE = 0x1100;

/** A title short enough to be named in a sentence, in one and a half lines of the sidebar. Never cuts a character. */
export function shortTitle(title: string): string {
  let letters = 0;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(title)) {
    letters += (segment.codePointAt(0) ?? 0) >= FIRST_WIDE ? 2 : 1;
    // A character can carry any number of marks.
    if (letters > MOST_LETTERS || kept.length > 4 * MOST_LETTERS) return `${kept.trimEnd()}…`;
    kept += segment;
  }
  return title;
}
