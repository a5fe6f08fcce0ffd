import type { ModelProgress } from '../../shared/models-view.ts';

/** What is told is the speed of the last seconds; nothing before there is as much as that to tell it from. */
const OVER_MS = 5_000;
const LEAST_MS = 500;
const TELLS_EVERY_MS = 100;

interface Sample {
  readonly atMs: number;
  readonly doneBytes: number;
}

/** Tells how far the steps of something are, how fast it goes and how long it takes yet; some times a second, and at each step's begin and end. */
export class ProgressMeter {
  private readonly onProgress: (progress: ModelProgress) => void;
  private readonly nowMs: () => number;
  private step: ModelProgress['step'] | null = null;
  private samples: Sample[] = [];
  private toldAtMs = 0;

  constructor(onProgress: (progress: ModelProgress) => void, nowMs: () => number = () => performance.now()) {
    this.onProgress = onProgress;
    this.nowMs = nowMs;
  }

  note(step: ModelProgress['step'], doneBytes: number, totalBytes: number): void {
    const now = { atMs: this.nowMs(), doneBytes };
    const isOtherStep = step !== this.step;
    // What was thrown away counts no more.
    const isLess = doneBytes < (this.samples.at(-1)?.doneBytes ?? 0);
    if (isOtherStep || isLess) {
      this.step = step;
      this.samples = [now];
    }
    if (!isOtherStep && doneBytes < totalBytes && now.atMs - this.toldAtMs < TELLS_EVERY_MS) return;
    this.toldAtMs = now.atMs;
    if (!isOtherStep && !isLess) this.samples.push(now);
    // One from before the time that is looked at stays, to measure from.
    while (this.samples.length > 2 && now.atMs - (this.samples[1] as Sample).atMs >= OVER_MS) this.samples.shift();
    const bytesPerSecond = speedBetween(this.samples[0] as Sample, now);
    const remainingMs = bytesPerSecond ? ((totalBytes - doneBytes) / bytesPerSecond) * 1_000 : null;
    this.onProgress({ step, doneBytes, totalBytes, bytesPerSecond, remainingMs });
  }
}

function speedBetween(from: Sample, to: Sample): number | null {
  const tookMs = to.atMs - from.atMs;
  return tookMs < LEAST_MS ? null : ((to.doneBytes - from.doneBytes) / tookMs) * 1_000;
}
