import { type ChildProcess, fork } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openProcessPipe } from '../shared/process-pipe.ts';
import type { EngineView } from '../shared/views.ts';
import { type EngineLink, openEngineLink } from './engine-link.ts';
import { openTestCore } from './test-support/open-test-core.ts';

const root = join(import.meta.dirname, '../..');
const modelDir = join(root, 'models/palimpsest-mini');
// Longer than an engine that has nothing to do waits for its turn on a busy machine.
const hangMs = 2_000;
// While it loads it computes as well, and is given so much more.
const weightBytes = 100_000_000;

let graphsDir: string;
let engines: ChildProcess[];
let views: EngineView[];
let link: EngineLink;
/** Of so many engines the last one is killed as soon as there is a process. */
let isKilledAtOnce: (count: number) => boolean;
let modelKey = '';

function openLink(patience?: { readonly hangMs: number; readonly weightBytes: number }): EngineLink {
  return openEngineLink({
    startEngine: async () => {
      const child = fork(join(root, 'src/engine/index.ts'), [], { serialization: 'advanced', stdio: 'inherit' });
      engines.push(child);
      if (isKilledAtOnce(engines.length)) child.kill('SIGKILL');
      return {
        pipe: openProcessPipe(child),
        exited: new Promise((resolve) => {
          child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
        }),
        kill: () => void child.kill('SIGKILL'),
      };
    },
    modelFiles: async () => ({ modelDir, graphsDir, weightBytes: patience?.weightBytes }),
    onLoaded: (model) => {
      modelKey = model.modelKey;
    },
    onView: (view) => views.push(view),
    onLog: () => {},
    hangMs: patience?.hangMs,
  });
}

beforeEach(() => {
  graphsDir = mkdtempSync(join(tmpdir(), 'palimpsest-graphs-'));
  engines = [];
  views = [];
  isKilledAtOnce = () => false;
});
afterEach(async () => {
  await link?.close();
  for (const engine of engines) expect(engine.exitCode ?? engine.signalCode).not.toBeNull();
  rmSync(graphsDir, { recursive: true, force: true });
});

const newest = () => engines.at(-1) as ChildProcess;
const later = (ms: number) => new Promise((next) => setTimeout(next, ms));

/** Nothing of this process runs in between, as when it computes or is itself stopped. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

async function untilView(type: EngineView['type']): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (link.view().type !== type && performance.now() < deadlineMs) await later(5);
  expect(link.view().type).toBe(type);
}

async function untilStarted(count: number): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (engines.length < count && performance.now() < deadlineMs) await later(1);
  expect(engines).toHaveLength(count);
}

describe('a real engine that is killed', () => {
  it('is followed by another, ready or loading', async () => {
    link = openLink();
    const first = await link.ready();
    isKilledAtOnce = (count) => count === 2;
    newest().kill('SIGKILL');
    await expect(first.call('cache.list', { modelKey })).rejects.toMatchObject({
      code: 'closed',
    });
    expect(link.view()).toMatchObject({ type: 'restarting', reason: 'ended' });
    const next = await link.ready();
    await expect(next.call('cache.list', { modelKey })).resolves.toEqual({
      cache: null,
      caches: [],
    });
    expect(link.generation()).toBe(3);
  });

  it('is given up after three times while it loads, and comes back when asked to', async () => {
    isKilledAtOnce = (count) => count <= 3;
    link = openLink();
    await expect(link.ready()).rejects.toMatchObject({ code: 'engineKeepsEnding' });
    expect(engines).toHaveLength(3);
    link.restart();
    const last = await link.ready();
    await expect(last.call('cache.list', { modelKey })).resolves.toEqual({
      cache: null,
      caches: [],
    });
    expect(engines).toHaveLength(4);
  });
});

describe('a real engine', () => {
  beforeEach(() => {
    link = openLink({ hangMs, weightBytes });
  });

  it('that alone stands still has hung: ready, loading, and while this process was busy itself', async () => {
    await link.ready();
    newest().kill('SIGSTOP');
    await untilView('restarting');
    expect(views).toContainEqual({ type: 'restarting', reason: 'hung' });
    await untilStarted(2);
    newest().kill('SIGSTOP');
    await untilStarted(3);
    link.restart();
    await link.ready();
    const count = engines.length;
    newest().kill('SIGSTOP');
    standStill(1.5 * hangMs);
    expect(engines).toHaveLength(count);
    await untilStarted(count + 1);
    await link.ready();
  });

  it('that stood still together with this process has not hung, nor one that goes on in time', async () => {
    await link.ready();
    newest().kill('SIGSTOP');
    standStill(1.5 * hangMs);
    newest().kill('SIGCONT');
    await later(1.5 * hangMs);
    newest().kill('SIGSTOP');
    await later(hangMs / 4);
    newest().kill('SIGCONT');
    await later(1.5 * hangMs);
    expect(engines).toHaveLength(1);
    expect(views.map((view) => view.type)).toEqual(['starting', 'ready']);
  });
});

describe('trying again', () => {
  it.each(['model.safetensors', 'tokenizer.json'])('finds a model whose %s was repaired meanwhile', async (name) => {
    const repairedDir = mkdtempSync(join(tmpdir(), 'palimpsest-repaired-'));
    cpSync(modelDir, repairedDir, { recursive: true });
    truncateSync(join(repairedDir, name), 10_000);
    const test = await openTestCore({ modelDir: repairedDir });
    const chat = await test.newChat();
    const toldLast = () =>
      test.appEvents.flatMap((event) => (event.type === 'engine' ? [event.engine.type] : [])).at(-1);
    await test.until(() => toldLast() === 'failed' || undefined);
    await test.page.call('engine.restart', {});
    await test.until(
      () => test.appEvents.filter((e) => e.type === 'engine' && e.engine.type === 'failed').length === 2,
    );
    cpSync(join(modelDir, name), join(repairedDir, name));
    await test.page.call('engine.restart', {});
    expect((await chat.say('Hello!')).state).toBe('done');
    await test.close();
    rmSync(repairedDir, { recursive: true });
  });
});
