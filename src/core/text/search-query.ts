import type { TextRange } from '../../shared/search-view.ts';
import { searchWordsOf } from './search-words.ts';

/** Words that must stand side by side, in this order. */
interface Phrase {
  readonly words: readonly string[];
  /** The last of them is the beginning of a word. */
  readonly isPrefix: boolean;
}

/** What somebody looks for: all of these phrases, wherever they stand. */
export interface SearchQuery {
  readonly phrases: readonly Phrase[];
}

/** More can hardly be meant, and each costs. */
const MOST_PHRASES = 16;
const LONGEST_QUERY = 400;

/**
 * Reads what was typed. What stands between blanks is one phrase, so that "e-mail" is "e mail" side by side; every sign is meant
 * as it stands, none is a command. The last word, as it is still being typed, may go on. Null: there is nothing to look for.
 */
export function readSearchQuery(typed: string): SearchQuery | null {
  const pieces = typed
    .slice(0, LONGEST_QUERY)
    .split(/\s+/u)
    .map((piece) => [...searchWordsOf(piece)])
    .filter((words) => words.length > 0)
    .slice(0, MOST_PHRASES);
  if (pieces.length === 0) return null;
  const isGoingOn = /[\p{L}\p{N}\p{M}]$/u.test(typed.slice(0, LONGEST_QUERY));
  const phrases = pieces.map((words, index) => ({
    words: words.map(({ word }) => word),
    isPrefix: isGoingOn && index === pieces.length - 1 && words.at(-1)?.isCharacter === false,
  }));
  return { phrases };
}

/** The same as FTS5 reads it: quoted phrases, in which nothing is a command. */
export function matchExpression({ phrases }: SearchQuery): string {
  return phrases
    .map(({ words, isPrefix }) => `"${words.join(' ').replaceAll('"', '""')}"${isPrefix ? ' *' : ''}`)
    .join(' ');
}

/** Where a text has what is looked for, in order and without overlaps; empty when one of the phrases is nowhere in it. */
export function rangesIn(text: string, { phrases }: SearchQuery): TextRange[] {
  const words = [...searchWordsOf(text)];
  const found: TextRange[] = [];
  for (const phrase of phrases) {
    const before = found.length;
    for (let first = 0; first + phrase.words.length <= words.length; first++) {
      if (!standsAt(words, first, phrase)) continue;
      const last = words[first + phrase.words.length - 1];
      const start = words[first]?.start;
      if (start !== undefined && last) found.push({ start, end: last.end });
    }
    if (found.length === before) return [];
  }
  return joined(found);
}

function standsAt(words: readonly { readonly word: string }[], first: number, { words: wanted, isPrefix }: Phrase) {
  return wanted.every((word, offset) => {
    const there = words[first + offset]?.word ?? '';
    return isPrefix && offset === wanted.length - 1 ? there.startsWith(word) : there === word;
  });
}

function joined(ranges: readonly TextRange[]): TextRange[] {
  const apart: TextRange[] = [];
  for (const range of [...ranges].sort((one, other) => one.start - other.start || one.end - other.end)) {
    const last = apart.at(-1);
    if (last && range.start < last.end) apart[apart.length - 1] = { ...last, end: Math.max(last.end, range.end) };
    else apart.push(range);
  }
  return apart;
}
