import { randomBytes } from 'node:crypto';
import { CoreError } from '../../shared/wire.ts';

/** What a browser fetches. Whoever sends it reads `bytes` to the end, or returns it. */
export interface Download {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Downloads that pages asked for, each by a ticket that nobody can guess and that is good once, for a minute. */
export interface Downloads {
  /** Tells the ticket; settles with the number of bytes when all was fetched. */
  offer(download: Download, signal: AbortSignal, onTicket: (ticket: string) => void): Promise<number>;
  take(ticket: string): Download | undefined;
}

export interface DownloadsOptions {
  /** How long a ticket is good. Defaults to a minute. */
  readonly goodForMs?: number;
}

export function openDownloads({ goodForMs = 60_000 }: DownloadsOptions = {}): Downloads {
  const offers = new Map<string, () => Download>();
  return {
    offer: (download, signal, onTicket) =>
      new Promise((resolve, reject) => {
        const ticket = randomBytes(32).toString('base64url');
        const withdraw = (error: unknown) => {
          clearTimeout(timer);
          offers.delete(ticket);
          reject(error);
        };
        const timer = setTimeout(() => withdraw(new CoreError('notFetched')), goodForMs);
        signal.addEventListener('abort', () => withdraw(signal.reason), { once: true });
        offers.set(ticket, () => {
          clearTimeout(timer);
          offers.delete(ticket);
          return { ...download, bytes: watched(download.bytes, signal, resolve, reject) };
        });
        onTicket(ticket);
      }),
    take: (ticket) => offers.get(ticket)?.(),
  };
}

/** The same bytes; how their reading ends is told. */
async function* watched(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  onWhole: (count: number) => void,
  onBroken: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  try {
    for await (const piece of bytes) {
      signal.throwIfAborted();
      count += piece.byteLength;
      yield piece;
    }
    onWhole(count);
  } catch (error) {
    onBroken(error);
    throw error;
  } finally {
    // Without effect where it has been told already: whoever fetched it went away.
    onBroken(new CoreError('notFetched'));
  }
}
