import type { SpareEngines } from '../spare-engine.ts';
import { trialJob } from './try-device.ts';

interface Busy {
  readonly isBusy: boolean;
}

/** What takes a processor's time for long, beside the trial of a device. */
export interface Computing {
  /** Answers. */
  readonly queue: Busy;
  readonly preparer: Busy;
  readonly comings: Busy;
  readonly spareEngines: Pick<SpareEngines, 'isBusyBeside'>;
}

/** Whether anything but a trial computes now. */
export function isComputing({ queue, preparer, comings, spareEngines }: Computing): boolean {
  return [queue, preparer, comings].some(({ isBusy }) => isBusy) || spareEngines.isBusyBeside(trialJob);
}
