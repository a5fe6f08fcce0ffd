import { mostLineBytes } from './format.ts';
import { refused } from './refusal.ts';

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

const newline = 0x0a;

/**
 * The lines of a file that are not empty, as many together as a piece of it holds; none is kept that is longer than a line may be. Of a
 * file whose first line cannot be read nothing more is said than that it is none of ours.
 */
export async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let number = 1;
  let pieces: Uint8Array[] = [];
  let heldBytes = 0;
  const keep = (piece: Uint8Array) => {
    heldBytes += piece.length;
    if (heldBytes > mostLineBytes) throw badLine({ reason: 'lineTooLong', line: number, mostBytes: mostLineBytes });
    if (piece.length > 0) pieces.push(piece);
  };
  const take = (): Line[] => {
    const line = { number, text: decoded(pieces, number, decoder) };
    [pieces, heldBytes, number] = [[], 0, number + 1];
    return /\S/.test(line.text) ? [line] : [];
  };
  for await (const chunk of source) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      keep(chunk.subarray(start, end));
      lines.push(...take());
      start = end + 1;
    }
    keep(chunk.subarray(start));
    yield lines;
  }
  yield take();
}

function decoded(pieces: readonly Uint8Array[], line: number, decoder: { decode(bytes: Uint8Array): string }): string {
  const [first] = pieces;
  if (!first) return '';
  try {
    return decoder.decode(pieces.length === 1 ? first : Buffer.concat(pieces));
  } catch {
    throw badLine({ reason: 'notText', line });
  }
}

function badLine(details: { readonly line: number } & Parameters<typeof refused>[0]): Error {
  return refused(details.line === 1 ? { reason: 'foreign' } : details);
}
