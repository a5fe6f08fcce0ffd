/** The longest message, in characters (Unicode code points): drafts and messages are checked against it where they enter. */
export const mostMessageCharacters = 100_000;

/** The longest draft, in UTF-16 units: words that are too long for a message are kept as well, until somebody makes them shorter. */
export const mostDraftUnits = 8_000_000;

/** How many characters (Unicode code points) a text has. */
export function characterCount(text: string): number {
  let count = text.length;
  for (let index = 0; index + 1 < text.length; index += 1) {
    if (isHighSurrogate(text.charCodeAt(index)) && isLowSurrogate(text.charCodeAt(index + 1))) {
      count -= 1;
      index += 1;
    }
  }
  return count;
}

/** Whether a text may be a message. Counts only where its length alone does not tell. */
export function isMessageTooLong(text: string): boolean {
  if (text.length <= mostMessageCharacters) return false;
  return text.length > 2 * mostMessageCharacters || characterCount(text) > mostMessageCharacters;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
