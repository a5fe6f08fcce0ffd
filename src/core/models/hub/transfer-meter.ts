import type { ModelProgress } from '../../../shared/models-view.ts';

/** Counts what comes, and says how fast and how long yet. */
export interface TransferMeter {
  /** `doneBytes` of all are here; `cameBytes` of them came just now, the rest was here before. */
  progress(doneBytes: number, cameBytes: number): ModelProgress;
}

/** What is told is the speed of the last seconds; nothing before there is as much as that to tell it from. */
const OVER_MS = 5_000;
const LEAST_MS = 500;

interface Sample {
  readonly atMs: number;
  readonly cameBytes: number;
}

export function openTransferMeter(totalBytes: number, nowMs: () => number): TransferMeter {
  const samples: Sample[] = [{ atMs: nowMs(), cameBytes: 0 }];
  return {
    progress: (doneBytes, cameBytes) => {
      const now = { atMs: nowMs(), cameBytes };
      samples.push(now);
      // One from before the time that is looked at stays, to measure from.
      while (samples.length > 2 && now.atMs - (samples[1] as Sample).atMs >= OVER_MS) samples.shift();
      const bytesPerSecond = speedBetween(samples[0] as Sample, now);
      const remainingMs = bytesPerSecond ? ((totalBytes - doneBytes) / bytesPerSecond) * 1_000 : null;
      return { step: 'receiving', doneBytes, totalBytes, bytesPerSecond, remainingMs };
    },
  };
}

function speedBetween(from: Sample, to: Sample): number | null {
  const tookMs = to.atMs - from.atMs;
  return tookMs < LEAST_MS ? null : ((to.cameBytes - from.cameBytes) / tookMs) * 1_000;
}
