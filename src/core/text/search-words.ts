import { fold as foldText, hangulSyllable } from '../../shared/fold.ts';
import { toWellFormed } from './well-formed.ts';

/** A word as it is searched for, and where it stands in the text it is of: [start, end) in UTF-16 units. */
export interface SearchWord {
  /** Folded: no case, no accents, one form for each character. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** Of a script that puts no spaces between words, or a picture: each character is a word of its own. */
  readonly isCharacter: boolean;
}

/** Scripts whose readers see no spaces between words; of Korean, whose words carry their endings, as well. */
const unspaced = [
  ...['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo', 'Yi', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan'],
  ...['Tai_Le', 'New_Tai_Lue', 'Tai_Tham', 'Tai_Viet', 'Javanese', 'Balinese'],
]
  .map((script) => `\\p{Script=${script}}`)
  .join('');

/** The long sound of kana stands with any of its neighbours; letters of Hangul that are one syllable are one character. */
const character = `(?:${hangulSyllable}|(?=[\\p{L}\\p{N}])[${unspaced}\\u30fc\\uff70][\\p{M}\\uff9e\\uff9f]*|\\p{RI}{2}|\\p{Extended_Pictographic}[\\ufe0f\\p{EMod}]*)`;
const letter = `(?:(?![${unspaced}\\u30fc\\uff70\\u02bc])[\\p{L}\\p{N}\\p{Co}])`;
/** A word may have marks, and joiners that shape its letters. */
const pattern = new RegExp(`(?<character>${character})|${letter}(?:${letter}|[\\p{M}\\u200c\\u200d\\u00ad])*`, 'gu');

/** Most words are of these: they fold by their case alone. */
const ascii = /^[\0-\x7f]*$/;
const asciiWords = /[A-Za-z0-9]+/g;
const asciiWord = /^[a-z0-9]+$/;
/** Nearly all Chinese characters are of these: each is one word, in the one form that it has. */
const plainHan = /^[\u4e00-\u9fff]$/;
/** What forms of one character are taken apart into besides letters, and what shapes them. */
const ignored = /[^\p{L}\p{N}\p{M}\p{Co}\p{RI}\p{Extended_Pictographic}]|\ufe0f/gu;

/**
 * The words of a text in order. The index holds them, a question is made of them, and what was found is marked by them: whatever
 * changes here needs the index made anew (`searchVersion`).
 */
export function* searchWordsOf(text: string): Generator<SearchWord> {
  for (const match of text.matchAll(pattern)) {
    const [start, end] = [match.index, match.index + match[0].length];
    const isCharacter = match.groups?.character !== undefined;
    const word = fold(match[0]);
    if (word === '') continue;
    if (asciiWord.test(word) || plainHan.test(word)) yield { word, start, end, isCharacter };
    // One character may stand for several: a square of four kana, or an n with its apostrophe.
    else for (const part of word.matchAll(pattern)) yield { word: part[0], start, end, isCharacter };
  }
}

/** Counts the ways in which a text was made into words; an index that was made in another way is made anew. */
export const searchVersion = 3;

/** A word as it is compared (`shared/fold.ts`), without what is no part of words. */
export function fold(word: string): string {
  if (ascii.test(word)) return word.toLowerCase();
  if (plainHan.test(word)) return word;
  return foldText(toWellFormed(word), ignored);
}

/** What the index is given for a text: its words with a blank between them. */
export function segmented(text: string): string {
  // Many texts are in English alone, and all of an import's are taken up.
  if (ascii.test(text)) return (text.match(asciiWords) ?? []).join(' ').toLowerCase();
  let copy = '';
  for (const { word } of searchWordsOf(text)) copy += copy === '' ? word : ` ${word}`;
  return copy;
}
