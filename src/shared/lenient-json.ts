const odd = /-?\bInfinity\b|\bNaN\b|,(?=\s*[}\]])/g;

/**
 * Parses JSON as Python and people write it: with a byte order mark, NaN and Infinity (which come as texts, since JSON has no
 * such numbers), and a comma behind the last entry. Throws a SyntaxError for everything else, and for what is nested
 * deeper than any file of a model.
 */
export function parseLenientJson(text: string): unknown {
  const unmarked = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (isDeep(unmarked)) throw new SyntaxError('It is nested too deeply.');
  try {
    return JSON.parse(unmarked);
  } catch (error) {
    const mended = mend(unmarked);
    if (mended === unmarked) throw error;
    return JSON.parse(mended);
  }
}

/** What is odd outside of strings is written as JSON has it; what stands inside of them is left alone. Takes time as the text is long. */
function mend(text: string): string {
  const parts: string[] = [];
  for (let start = 0; start < text.length; ) {
    const opening = text.indexOf('"', start);
    const outsideEnd = opening === -1 ? text.length : opening;
    const outside = text.slice(start, outsideEnd);
    parts.push(outside.replace(odd, (found) => (found === ',' ? '' : `"${found}"`)));
    start = outsideEnd === text.length ? text.length : stringEnd(text, opening) + 1;
    parts.push(text.slice(outsideEnd, start));
  }
  return parts.join('');
}

const mostDepth = 64;
const [quote, backslash, openList, openObject, closeList, closeObject] = [0x22, 0x5c, 0x5b, 0x7b, 0x5d, 0x7d];

/** Looked at before anything is made of it: each level of a damaged file takes many times its bytes. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === quote) index = stringEnd(text, index);
    else if (unit === openList || unit === openObject) depth++;
    else if (unit === closeList || unit === closeObject) depth--;
    if (depth > mostDepth) return true;
  }
  return false;
}

/** Where the string that begins here ends; the text's end where it does not. */
function stringEnd(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === quote) return index;
    if (unit === backslash) index++;
  }
  return text.length;
}
