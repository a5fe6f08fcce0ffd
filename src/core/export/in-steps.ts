const STEP_MS = 8;
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * The same text in bytes, made in steps of a few milliseconds between which everything else has its turn. Breaks off with the
 * signal's reason.
 */
export async function* bytesInSteps(
  pieces: Iterable<string> | AsyncIterable<string>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let startedMs = performance.now();
  let gathered: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    gathered.push(piece);
    length += piece.length;
    const isFull = length >= CHUNK_CHARACTERS;
    if (isFull) {
      yield encoder.encode(gathered.join(''));
      gathered = [];
      length = 0;
    }
    if (!isFull && performance.now() - startedMs < STEP_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    startedMs = performance.now();
  }
  if (length > 0) yield encoder.encode(gathered.join(''));
}
