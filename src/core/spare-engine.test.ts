import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../shared/client.ts';
import type { EngineContract } from '../shared/engine-contract.ts';
import { CoreError } from '../shared/wire.ts';
import { SpareEngines } from './spare-engine.ts';
import { startEngine } from './test-support/open-test-core.ts';

const modelDir = resolve(import.meta.dirname, '../../models/palimpsest-mini');
const forLong = { what: 'a test', signal: new AbortController().signal, limitMs: 60_000 };
let processes: ChildProcess[];
let engines: SpareEngines;
let folder: string;

beforeEach(() => {
  processes = [];
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-spare-'));
  engines = new SpareEngines({ startEngine: async () => startEngine(processes), onLog: () => {} });
});
afterEach(async () => {
  await engines.close();
  rmSync(folder, { recursive: true, force: true });
});

const hasEnded = (process: ChildProcess | undefined) => process?.exitCode !== null || process?.signalCode !== null;
const never = () => new Promise<never>(() => {});

describe('an engine for one job', () => {
  it('does it and is gone when it is done, and so is one whose job failed', async () => {
    const load = (engine: Client<EngineContract>) =>
      engine.call('model.load', { modelDir, graphsDir: join(folder, 'graphs') });
    expect((await engines.run(forLong, load)).parameterCount).toBe(4_339_200);
    const failing = engines.run(forLong, (engine) =>
      engine.call('model.load', { modelDir: '/nowhere', graphsDir: join(folder, 'graphs') }),
    );
    await expect(failing).rejects.toMatchObject({ code: 'badModel' });
    expect(processes.map(hasEnded)).toEqual([true, true]);
  });

  it('tells as an error with its code how its process ended', async () => {
    const ended = engines.run(forLong, async (engine) => {
      await engine.call('ping', {});
      processes[0]?.kill('SIGKILL');
      return engine.call('ping', {}).then(never);
    });
    await expect(ended).rejects.toMatchObject({ code: 'spareEngineEnded', details: { how: 'SIGKILL' } });
  });

  it('is ended when it takes too long, and when nobody wants it any more', async () => {
    const slow = engines.run({ ...forLong, limitMs: 50 }, never);
    await expect(slow).rejects.toMatchObject({ code: 'spareEngineTooSlow' });
    const cancel = new AbortController();
    const cancelled = engines.run({ ...forLong, signal: cancel.signal }, never);
    setTimeout(() => cancel.abort(new CoreError('interrupted')), 50);
    await expect(cancelled).rejects.toMatchObject({ code: 'interrupted' });
    await expect(engines.run({ ...forLong, signal: cancel.signal }, never)).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(processes.map(hasEnded)).toEqual([true, true]);
  });

  it('is ended with the application, also where it has only begun to start', async () => {
    const begun = engines.run(forLong, never);
    const refused = expect(begun).rejects.toMatchObject({ code: 'closed' });
    await engines.close();
    await refused;
    expect(processes.map(hasEnded)).toEqual([true]);
    await expect(engines.run(forLong, never)).rejects.toMatchObject({ code: 'closed' });
  });

  it('that cannot be started is told with the reason', async () => {
    const without = new SpareEngines({
      startEngine: () => Promise.reject(new CoreError('engineNotStarted', { cause: 'none here' })),
      onLog: () => {},
    });
    await expect(without.run(forLong, never)).rejects.toMatchObject({ code: 'engineNotStarted' });
  });
});
