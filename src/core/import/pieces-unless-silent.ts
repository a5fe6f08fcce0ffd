import { CoreError } from '../../shared/wire.ts';
import { refused } from '../palimpsest-file/refusal.ts';
import { piecesUnlessAborted } from '../unless-aborted.ts';

export interface SilenceOptions {
  /** Of the file. */
  readonly name: string;
  /** The application's end. */
  readonly signal: AbortSignal;
  /** A sender of which nothing comes for so long has stopped. */
  readonly mostSilentMs: number;
}

/** Pieces of a file as they come. Throws `closed` at the application's end, and `badImport` when its sender has stopped. */
export async function* piecesUnlessSilent(
  pieces: AsyncIterable<Uint8Array>,
  { name, signal, mostSilentMs }: SilenceOptions,
): AsyncGenerator<Uint8Array> {
  const ending = new AbortController();
  const end = () => ending.abort(new CoreError('closed'));
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  const arriving = piecesUnlessAborted(pieces, ending.signal);
  const whenSilent = () => ending.abort(refused({ reason: 'notReadable', name, cause: 'ETIMEDOUT' }));
  try {
    for (;;) {
      // Only while a piece is waited for: a slow disk of ours is no silence.
      const timer = setTimeout(whenSilent, mostSilentMs);
      const next = await arriving.next().finally(() => clearTimeout(timer));
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', end);
    await arriving.return(undefined);
  }
}
