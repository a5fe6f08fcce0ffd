/** What a promise settles with; undefined as soon as the signal aborts before. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) {
    promise.catch(() => {});
    return undefined;
  }
  let stop = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Pieces as they come, until the signal aborts: then it throws the signal's reason, however long the next piece would take. */
export async function* piecesUnlessAborted<Piece>(
  pieces: AsyncIterable<Piece>,
  signal: AbortSignal,
): AsyncGenerator<Piece> {
  const iterator = pieces[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unlessAborted(iterator.next(), signal);
      signal.throwIfAborted();
      if (!next || next.done) return;
      yield next.value;
    }
  } finally {
    // Not waited for: it would wait for the next piece itself. What it ends with is told already, or nobody's.
    Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
