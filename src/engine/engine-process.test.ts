import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, openClient } from '../shared/client.ts';
import type { EngineContract } from '../shared/engine-contract.ts';
import { openProcessPipe } from '../shared/process-pipe.ts';
import { systemWords } from '../shared/words/system-words.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const modelDir = join(import.meta.dirname, '../../models/palimpsest-mini');
const entry = join(import.meta.dirname, 'index.ts');

describe.skipIf(!existsSync(modelDir))('the engine in its own process, with the bundled model', () => {
  const graphsDir = temporaryFolder();
  let child: ChildProcess;
  let client: Client<EngineContract>;

  beforeAll(async () => {
    child = fork(entry, [], { serialization: 'advanced', execArgv: [] });
    client = openClient<EngineContract>(openProcessPipe(child));
    ({ modelKey } = await client.call('model.load', { modelDir, graphsDir }));
  });
  afterAll(() => {
    child.kill('SIGKILL');
  });

  let modelKey = '';
  const sampling = { isGreedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
  const promptIds = Array.from({ length: 60 }, (_, index) => 300 + index);
  const longAnswer = (onTokens: (tokenCount: number) => void, cacheKey: string) =>
    client.stream(
      'generate',
      { modelKey, cacheKey, promptIds, maxNewTokens: 440, endTokenIds: [], sampling },
      (event) => {
        if (event.type === 'tokens') onTokens(event.ids.length);
      },
    );

  it('answers pings while it generates', async () => {
    let isRunning = true;
    const pingMs: number[] = [];
    const running = longAnswer(() => {}, 'pinged').result.finally(() => {
      isRunning = false;
    });
    while (isRunning) {
      const askedAt = performance.now();
      await client.call('ping', {});
      pingMs.push(performance.now() - askedAt);
    }
    expect((await running).decodedTokens).toBe(440);
    expect(pingMs.length).toBeGreaterThan(20);
    // The middle one: on a busy machine a single ping may wait for its turn.
    expect(pingMs.sort((a, b) => a - b)[Math.floor(pingMs.length / 2)]).toBeLessThan(50);
  });

  it('stops at a cancel once it has read it, in the middle of an answer', async () => {
    let told = 0;
    let toldWhenRead: Promise<number> | undefined;
    const running = longAnswer((tokenCount) => {
      told += tokenCount;
      running.cancel();
      // Asked behind the cancel, and so answered when that was read.
      toldWhenRead ??= client.call('ping', {}).then(() => told);
    }, 'cancelled');
    const result = await running.result;
    expect(result.reason).toBe('cancelled');
    // A step that was under way, and what is gathered for a message.
    expect(result.ids.length - ((await toldWhenRead) ?? 0)).toBeLessThan(60);
    expect(result.cache?.tokenCount).toBeGreaterThanOrEqual(promptIds.length + result.ids.length - 1);
  });

  it('goes on from what a cancelled answer left', async () => {
    const { caches } = await client.call('cache.list', { modelKey });
    expect(caches[0]?.cacheKey).toBe('cancelled');
    const again = await client.stream(
      'generate',
      { modelKey, cacheKey: 'cancelled', promptIds: [...promptIds, 9], maxNewTokens: 1, endTokenIds: [], sampling },
      () => {},
    ).result;
    expect(again).toMatchObject({ reusedTokens: promptIds.length, prefilledTokens: 1 });
  });

  it('rejects what is pending when it is killed', async () => {
    const running = longAnswer(() => child.kill('SIGKILL'), 'killed');
    await expect(running.result).rejects.toMatchObject({ code: 'closed' });
  });

  it('ends when its parent disconnects', async () => {
    const other = fork(entry, [], { serialization: 'advanced', execArgv: [] });
    const pipe = openProcessPipe(other);
    await openClient<EngineContract>(pipe).call('ping', {});
    pipe.close();
    expect(await once(other, 'exit')).toEqual([0, null]);
  });

  it('is not started by hand', async () => {
    const { spawn } = await import('node:child_process');
    const alone = spawn(process.execPath, [entry], { stdio: ['ignore', 'ignore', 'pipe'] });
    const said: Buffer[] = [];
    alone.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    expect((await once(alone, 'close'))[0]).toBe(2);
    expect(Buffer.concat(said).toString()).toBe(`${systemWords().terminal.engineByHand}\n`);
  });
});
