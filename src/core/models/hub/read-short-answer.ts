import { BrokenOff } from './hub-body.ts';
import type { HubAnswer } from './hub-connection.ts';
import { hubFailed } from './hub-failed.ts';

export interface ShortAnswerLimits {
  readonly mostBytes: number;
  readonly wholeMs: number;
}

/** The JSON of an answer, of so many bytes at most and within a time. Throws `hubFailed`. */
export async function readJsonAnswer(answer: HubAnswer, { mostBytes, wholeMs }: ShortAnswerLimits): Promise<unknown> {
  const { host } = answer;
  const untilMs = performance.now() + wholeMs;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of answer.body()) {
      bytes += piece.length;
      if (bytes > mostBytes) throw hubFailed({ reason: 'strangeAnswer', host });
      if (performance.now() > untilMs) throw hubFailed({ reason: 'noAnswer', host });
      pieces.push(piece);
    }
  } catch (error) {
    throw error instanceof BrokenOff ? hubFailed({ reason: 'noAnswer', host }) : error;
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    throw hubFailed({ reason: 'strangeAnswer', host });
  }
}
