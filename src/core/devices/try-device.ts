import { openClient } from '../../shared/client.ts';
import type { DeviceProof, EngineContract } from '../../shared/engine-contract.ts';
import { CoreError } from '../../shared/wire.ts';
import type { EngineExit, EngineProcess, StartEngine } from '../engine-process.ts';
import { watchPulse } from '../engine-pulse.ts';
import type { TriedDevice } from './device-choice.ts';

export interface TryDeviceOptions {
  readonly startEngine: StartEngine;
  readonly modelDir: string;
  readonly graphsDir: string;
  readonly weightBytes: number;
  readonly device: TriedDevice;
  readonly signal: AbortSignal;
  /** Without a sign of life for this long it has hung; longer for large models. Defaults to 30,000. */
  readonly hangMs?: number | undefined;
}

const TICKS_TO_HANG = 10;
/** Weights may be read from a slow disk, twice; see engine-life.ts. */
const SLOW_DISK_BYTES_A_MS = 20_000;
/** A device that steps, but takes longer for all of it, is not one that anybody would want. */
const MOST_MS = 300_000;
/** A process whose line closed is gone within a moment. */
const GONE_MS = 2_000;

/**
 * Tries a device in an engine of its own, which is ended afterwards, whatever it does. Rejects with `deviceEnded` or `deviceHung`
 * when it took its process along, with `closed` when the signal aborted, and as the engine refuses.
 */
export async function tryDevice(options: TryDeviceOptions): Promise<DeviceProof> {
  const { startEngine, modelDir, graphsDir, device, signal } = options;
  if (signal.aborted) throw new CoreError('closed');
  const engine = await startEngine();
  const client = openClient<EngineContract>(engine.pipe);
  const stopping = new AbortController();
  try {
    return await Promise.race([
      client.call('device.try', { modelDir, graphsDir, device }),
      untilHung(() => client.call('ping', {}), options, stopping.signal),
      rejectOn(signal, stopping.signal),
    ]);
  } catch (error) {
    const hasEnded = error instanceof CoreError && error.code === 'closed' && !signal.aborted;
    throw hasEnded ? await endOf(engine, device) : error;
  } finally {
    stopping.abort();
    client.close();
    engine.kill();
    await within(GONE_MS, engine.exited);
  }
}

function untilHung(beat: () => Promise<unknown>, options: TryDeviceOptions, stop: AbortSignal): Promise<never> {
  const { device, weightBytes, hangMs = 30_000 } = options;
  return new Promise((_resolve, reject) => {
    const onHung = () => reject(new CoreError('deviceHung', { device }));
    const patience = hangMs + (2 * weightBytes) / SLOW_DISK_BYTES_A_MS;
    const stopPulse = watchPulse({ beat, tickMs: hangMs / TICKS_TO_HANG, patienceMs: () => patience, onHung });
    const timer = setTimeout(onHung, MOST_MS + patience);
    stop.addEventListener('abort', () => {
      stopPulse();
      clearTimeout(timer);
    });
  });
}

function rejectOn(signal: AbortSignal, stop: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new CoreError('closed')), { signal: stop });
  });
}

async function endOf({ exited }: EngineProcess, device: TriedDevice): Promise<CoreError> {
  const exit = await within(GONE_MS, exited);
  return new CoreError('deviceEnded', { device, how: exit?.signal ?? exit?.exitCode ?? undefined });
}

async function within(ms: number, exited: Promise<EngineExit>): Promise<EngineExit | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return Promise.race([exited, late]).finally(() => clearTimeout(timer));
}
