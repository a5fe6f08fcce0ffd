import { describe, expect, it } from 'vitest';
import { engineContract } from '../../shared/engine-contract.ts';
import { openMemoryPipes } from '../../shared/memory-pipe.ts';
import { serve } from '../../shared/serve.ts';
import { CoreError } from '../../shared/wire.ts';
import type { EngineExit } from '../engine-process.ts';
import { SpareEngines } from '../spare-engine.ts';
import { tryDevice } from './try-device.ts';

const proof = { checkpointHash: 'a', largestDifference: 0, decodeTokensPerSecond: 2, cpuTokensPerSecond: 1 };

/** A process that does as a test says when a device is tried in it. */
function openProcess(onTry: (end: (exit: EngineExit) => void) => unknown, onPing: () => unknown = () => undefined) {
  const [corePipe, enginePipe] = openMemoryPipes();
  let announceExit: (exit: EngineExit) => void = () => {};
  const exited = new Promise<EngineExit>((resolve) => {
    announceExit = resolve;
  });
  const end = (exit: EngineExit) => {
    enginePipe.close();
    announceExit(exit);
  };
  const handlers = { 'device.try': () => onTry(end), ping: onPing } as unknown as Parameters<
    typeof serve<typeof engineContract>
  >[2];
  serve(enginePipe, engineContract, handlers);
  let kills = 0;
  const kill = () => {
    kills += 1;
    end({ exitCode: null, signal: 'SIGKILL' });
  };
  return { process: { pipe: corePipe, exited, kill }, kills: () => kills };
}

function tryIn(process: ReturnType<typeof openProcess>['process'], signal = new AbortController().signal) {
  const spareEngines = new SpareEngines({ startEngine: async () => process, onLog: () => {} });
  const files = { modelDir: '/nowhere', graphsDir: '/nowhere' };
  return tryDevice({ spareEngines, ...files, device: 'webgpu', signal, hangMs: 50 });
}

const forEver = () => new Promise(() => {});

describe('a trial', () => {
  it('tells what was found, and ends its process', async () => {
    const { process, kills } = openProcess(() => proof);
    expect(await tryIn(process)).toEqual(proof);
    expect(kills()).toBe(1);
  });

  it('that is refused says why, and ends its process', async () => {
    const { process, kills } = openProcess(() => {
      throw new CoreError('deviceDiffers', { device: 'webgpu', difference: 0.1, allowed: 0.002 });
    });
    await expect(tryIn(process)).rejects.toMatchObject({ code: 'deviceDiffers', details: { difference: 0.1 } });
    expect(kills()).toBe(1);
  });

  it('that takes its process along says how that ended', async () => {
    const { process } = openProcess((end) => {
      setTimeout(() => end({ exitCode: null, signal: 'SIGSEGV' }), 5);
      return forEver();
    });
    await expect(tryIn(process)).rejects.toMatchObject({
      code: 'deviceEnded',
      details: { device: 'webgpu', how: 'SIGSEGV' },
    });
  });

  it('that hangs is ended', async () => {
    const { process, kills } = openProcess(forEver, forEver);
    await expect(tryIn(process)).rejects.toMatchObject({ code: 'deviceHung' });
    expect(kills()).toBe(1);
  });

  it('that takes long and gives signs of life is waited for', async () => {
    const { process } = openProcess(() => new Promise((resolve) => setTimeout(() => resolve(proof), 300)));
    expect(await tryIn(process)).toEqual(proof);
  });

  it('that nobody waits for any more ends with its process', async () => {
    const { process, kills } = openProcess(forEver);
    const stop = new AbortController();
    const trial = tryIn(process, stop.signal);
    setTimeout(() => stop.abort(), 5);
    await expect(trial).rejects.toMatchObject({ name: 'AbortError' });
    expect(kills()).toBe(1);
    await expect(tryIn(process, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
