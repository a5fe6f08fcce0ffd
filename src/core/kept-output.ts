import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** In characters: enough for a stack, or for what a library says of a driver. */
const MOST_KEPT = 4_000;

/** The last of what a process prints. */
export interface KeptOutput {
  /** As far as it was read. */
  soFar(): string;
  /** Once it prints no more, which is a moment after its end. */
  whole(): Promise<string>;
}

/** Reads what a process prints, so that it is nowhere else, and keeps the last of it. Streams that are not there are passed over. */
export function keepOutput(...streams: readonly (Readable | NodeJS.ReadableStream | null | undefined)[]): KeptOutput {
  let kept = '';
  // Undefined where a process could not be started at all, as where no more files can be open.
  const open = streams.filter((stream) => stream != null);
  for (const stream of open) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      kept = (kept + text).slice(-MOST_KEPT);
    });
  }
  return {
    soFar: () => kept,
    whole: async () => {
      await Promise.allSettled(open.map((stream) => finished(stream)));
      return kept;
    },
  };
}
