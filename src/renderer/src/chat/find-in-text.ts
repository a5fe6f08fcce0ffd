/** A text as it is compared: without case and accents. */
export interface FoldedText {
  readonly text: string;
  /** Where in the original each unit of `text` begins, and behind the last one its end; null where both are the same length. */
  readonly starts: readonly number[] | null;
}

const ascii = /^[\0-\x7f]*$/;
const marks = /\p{M}+/gu;

/**
 * Folds a text so that words are found whatever their case and accents. Kana, Han and Hangul stay as they are: what looks like an
 * accent there tells one syllable from another.
 */
export function foldForFinding(text: string): FoldedText {
  if (ascii.test(text)) return { text: text.toLowerCase(), starts: null };
  let folded = '';
  const starts: number[] = [];
  for (let index = 0; index < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(index) as number);
    const plain = isEastAsian(character) ? character : character.normalize('NFD').replace(marks, '').toLowerCase();
    folded += plain;
    for (let unit = 0; unit < plain.length; unit++) starts.push(index);
    index += character.length;
  }
  return { text: folded, starts: [...starts, text.length] };
}

/** Where folded words stand in a text, in the original's units; none overlap. */
export function placesOf(
  words: string,
  { text, starts }: FoldedText,
): { readonly start: number; readonly end: number }[] {
  const places: { readonly start: number; readonly end: number }[] = [];
  if (words === '') return places;
  const originalOf = (place: number) => starts?.[place] ?? place;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
    places.push({ start: originalOf(at), end: originalOf(at + words.length) });
  }
  return places;
}

function isEastAsian(character: string): boolean {
  const code = character.charCodeAt(0);
  return (code >= 0x2e80 && code < 0xa4d0) || (code >= 0xac00 && code < 0xd7b0);
}
