import { mostBrackets, mostDepth } from './format.ts';

/** What makes a JSON text one that is not to be read. */
export type JsonExcess = 'tooDeep' | 'tooMuch';

const quote = 0x22;
const backslash = 0x5c;
const openers = [0x5b, 0x7b];
const closers = [0x5d, 0x7d];

/** Looks at the brackets of a JSON text alone, before anything is made of it; null where there are not too many. */
export function jsonExcess(text: string): JsonExcess | null {
  let depth = 0;
  let brackets = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === quote) {
      index = endOfString(text, index + 1);
    } else if (openers.includes(unit)) {
      if (++depth > mostDepth) return 'tooDeep';
      if (++brackets > mostBrackets) return 'tooMuch';
    } else if (closers.includes(unit)) {
      depth--;
    }
  }
  return null;
}

/** Where the quote stands that ends a string. */
function endOfString(text: string, start: number): number {
  for (let index = start; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === backslash) index++;
    else if (unit === quote) return index;
  }
  return text.length;
}
