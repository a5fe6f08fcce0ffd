import type { Stops } from './stopping.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A stop text as the words of a tokenizer can hold it; null: they never can. */
export function writtenStop(tokenizer: Tokenizer, stopText: string): string | null {
  const ids = tokenizer.encode(stopText);
  const written = tokenizer.decode(ids);
  if (written === stopText) return stopText;
  // What it does not know is written as something else, which the ids tell.
  return written !== '' && tokenizer.encode(written).join() === ids.join() ? written : null;
}

/**
 * What ends an answer in this tokenizer's words. A vocabulary of word pieces has no line breaks, and mostly small letters only, so that the
 * stop texts of a form stand in no answer as they are: there they count as it writes them, at the beginning of a word where white space was
 * before them, for more of that is not written.
 */
export function stopsAsWritten(tokenizer: Tokenizer, stopTexts: readonly string[]): Stops {
  const [texts, words] = [new Set<string>(), new Set<string>()];
  for (const stopText of stopTexts) {
    const written = writtenStop(tokenizer, stopText);
    if (written === null || written === stopText || !/^\s/.test(stopText)) texts.add(written ?? stopText);
    else {
      // The space before it goes with it.
      texts.add(` ${written}`);
      words.add(written);
    }
  }
  return { texts: [...texts], words: [...words] };
}
