import type { OutboundAnswer } from '../../outbound.ts';
import { hubFailed } from './hub-failed.ts';
import type { HubLimits } from './hub-limits.ts';

export interface BodyReading {
  readonly host: string;
  readonly limits: HubLimits;
  readonly signal: AbortSignal;
  /** Ends the connection. */
  readonly close: () => void;
}

/** The connection ended before what it was to bring. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
  readonly host: string;

  constructor(host: string) {
    super(`The connection to ${host} broke off`);
    this.host = host;
  }
}

/** What an answer brings, as it comes. Throws BrokenOff, the signal's reason, or `hubFailed` where hardly anything comes. */
export async function* readBody(
  answer: OutboundAnswer,
  { host, limits, signal, close }: BodyReading,
): AsyncGenerator<Uint8Array, void, undefined> {
  let cameBytes = 0;
  let isQuiet = false;
  const watch = setInterval(() => {
    isQuiet = cameBytes < limits.leastBytes;
    cameBytes = 0;
    if (isQuiet) close();
  }, limits.quietMs);
  try {
    for await (const piece of answer) {
      cameBytes += piece.length;
      yield piece;
    }
    // Older versions of Node end here as well when the connection does.
    if (!answer.complete) throw new BrokenOff(host);
  } catch (error) {
    signal.throwIfAborted();
    if (isQuiet) throw hubFailed({ reason: 'noAnswer', host });
    throw isOfNetwork(error) ? new BrokenOff(host) : error;
  } finally {
    clearInterval(watch);
    close();
  }
}

/** Also one of the reader's own may be thrown into it. */
function isOfNetwork(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}
