import type { Client } from '../../shared/client.ts';
import type { DeviceProof, EngineContract } from '../../shared/engine-contract.ts';
import { CoreError } from '../../shared/wire.ts';
import { watchPulse } from '../engine-pulse.ts';
import { weightBytesOf } from '../models/model-paths.ts';
import type { SpareEngines } from '../spare-engine.ts';
import type { TriedDevice } from './device-choice.ts';

export interface TryDeviceOptions {
  readonly spareEngines: SpareEngines;
  readonly modelDir: string;
  readonly graphsDir: string;
  readonly device: TriedDevice;
  readonly signal: AbortSignal;
  /** Without a sign of life for this long it has hung; longer for large models. Defaults to 60,000: some drivers compile for that long. */
  readonly hangMs?: number | undefined;
}

/** What such an engine is for; see SpareJobOptions. */
export const trialJob = 'trying a device';

const TICKS_TO_HANG = 10;
/** Weights may be read from a slow disk, twice; see engine-life.ts. */
const SLOW_DISK_BYTES_A_MS = 20_000;
/** A device that steps, but takes longer for all of it, is not one that anybody would want. */
const MOST_MS = 300_000;

/**
 * Tries a device in an engine of its own. Rejects with `deviceEnded` or `deviceHung` when it took its process along, as the
 * engine refuses, and as `SpareEngines.run`.
 */
export async function tryDevice(options: TryDeviceOptions): Promise<DeviceProof> {
  const { spareEngines, modelDir, device, signal, hangMs = 60_000 } = options;
  const patienceMs = hangMs + (2 * weightBytesOf(modelDir)) / SLOW_DISK_BYTES_A_MS;
  const job = { what: trialJob, signal, limitMs: MOST_MS + patienceMs };
  try {
    return await spareEngines.run(job, (engine) => tryUnlessHung(engine, options, { hangMs, patienceMs }));
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    const how = error.details?.how;
    if (error.code === 'spareEngineEnded') throw new CoreError('deviceEnded', { device, how });
    if (error.code === 'spareEngineTooSlow') throw new CoreError('deviceHung', { device });
    throw error;
  }
}

function tryUnlessHung(
  engine: Client<EngineContract>,
  { modelDir, graphsDir, device }: TryDeviceOptions,
  { hangMs, patienceMs }: { readonly hangMs: number; readonly patienceMs: number },
): Promise<DeviceProof> {
  return new Promise((resolve, reject) => {
    const stopPulse = watchPulse({
      beat: () => engine.call('ping', {}),
      tickMs: hangMs / TICKS_TO_HANG,
      patienceMs: () => patienceMs,
      onHung: () => reject(new CoreError('deviceHung', { device })),
    });
    engine.call('device.try', { modelDir, graphsDir, device }).then(resolve, reject).finally(stopPulse);
  });
}
