import { cpuMs } from '../../shared/test-support/cpu-ms.ts';
import { CoreError } from '../../shared/wire.ts';
import { en } from '../../shared/words/en.ts';
import { sentenceOf } from '../../shared/words/sentence-of.ts';
import { type Draw, damagedFileCount, openDraw } from './mutations.ts';

const mostMs = 2_000;

export interface DamagedFiles {
  /** Writes a damaged file where `read` looks for it. */
  readonly write: (draw: Draw) => void;
  /** Throws, or rejects, where it cannot be used. */
  readonly read: () => unknown;
}

/** Reads one damaged file after the other and gives how many were refused: each of them soon, and in a sentence that can be shown. */
export async function countRefused({ write, read }: DamagedFiles): Promise<number> {
  let refused = 0;
  for (let seed = 1; seed <= damagedFileCount; seed++) {
    write(openDraw(seed));
    let error: unknown;
    const tookMs = await cpuMs(async () => {
      error = await outcomeOf(read);
    });
    if (tookMs > mostMs) throw new Error(`Seed ${seed} took longer than ${mostMs} ms.`);
    if (error === null) continue;
    if (!(error instanceof CoreError)) throw new Error(`Seed ${seed} is no error that is told.`, { cause: error });
    if (!/^.{10,600}\.$/s.test(sentenceOf(en, error))) throw new Error(`Seed ${seed}: ${sentenceOf(en, error)}`);
    refused++;
  }
  return refused;
}

async function outcomeOf(read: () => unknown): Promise<unknown> {
  try {
    await read();
    return null;
  } catch (error) {
    return error;
  }
}

/** Reading a damaged file takes no more memory than this, at any moment. */
export const mostGrowthBytes = 1e9;

/** The most memory that this process ever had at once: what is given back since counts as well. */
export function peakMemoryBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
