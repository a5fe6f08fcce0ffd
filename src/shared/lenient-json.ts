/** Strings first, so that what stands inside of them is left alone. */
const odd = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b|,(?=\s*[}\]])/gs;

/**
 * Parses JSON as Python and people write it: with a byte order mark, NaN and Infinity (which come as texts, since JSON has no
 * such numbers), and a comma behind the last entry. Throws a SyntaxError for everything else.
 */
export function parseLenientJson(text: string): unknown {
  const unmarked = text.startsWith('\ufeff') ? text.slice(1) : text;
  try {
    return JSON.parse(unmarked);
  } catch (error) {
    const mended = unmarked.replace(odd, (found) => {
      if (found.startsWith('"')) return found;
      return found === ',' ? '' : `"${found}"`;
    });
    if (mended === unmarked) throw error;
    return JSON.parse(mended);
  }
}
