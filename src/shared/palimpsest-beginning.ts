/** What the first line of a `.palimpsest` file stays far below. */
export const BEGINNING_BYTES = 64 * 1024;

/**
 * Whether a file may be one of chats, by its beginning: the first `BEGINNING_BYTES` of it, or all that there is of it so far. Null: more
 * of it is needed. What it is, only reading it says.
 */
export function beginsAsPalimpsest(beginning: Uint8Array, isWhole: boolean): boolean | null {
  const isEnough = isWhole || beginning.length >= BEGINNING_BYTES;
  // A piece may end within a character, as within the mark of the byte order.
  const text = new TextDecoder().decode(beginning, { stream: !isWhole }).trimStart();
  // Nothing but white space: reading says that it is empty.
  if (text === '') return isEnough ? true : null;
  const end = text.indexOf('\n');
  if (end < 0 && !isEnough && text.startsWith('{')) return null;
  return typeOf(end < 0 ? text : text.slice(0, end)) === 'palimpsest';
}

function typeOf(line: string): unknown {
  try {
    return (JSON.parse(line) as { readonly type?: unknown } | null)?.type;
  } catch {
    return undefined;
  }
}
