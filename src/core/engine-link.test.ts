import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineView } from '../shared/views.ts';
import { CoreError } from '../shared/wire.ts';
import { openEngineLink } from './engine-link.ts';
import { FakeEngine, fakeModel } from './test-support/fake-engine.ts';
import { becomeReady, openLinkBench, openReadyBench, pass } from './test-support/link-bench.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const types = (views: readonly EngineView[]) => views.map((view) => view.type).join(' ');

describe('an engine', () => {
  it('is given to who waits for it once its model is loaded', async () => {
    const bench = await openLinkBench();
    const ready = bench.link.ready();
    await becomeReady(bench);
    await expect((await ready).call('ping', {})).resolves.toBeUndefined();
    expect(bench.loaded).toEqual([fakeModel]);
    expect(bench.link.generation()).toBe(1);
    expect(types(bench.views)).toBe('starting ready');
  });

  type Step = 'line' | 'exit' | 500;
  const orders: readonly [string, readonly Step[]][] = [
    ['its line closes first', ['line', 'exit']],
    ['its exit is told first', ['exit', 'line']],
    ['only its line closes', ['line']],
    ['only its exit is told', ['exit']],
    ['its line closes 500 ms after its exit', ['exit', 500, 'line']],
    ['its exit is told 500 ms after its line', ['line', 500, 'exit']],
  ];
  async function end(engine: FakeEngine, steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (step === 'line') engine.closeLine();
      else if (step === 'exit') engine.exit();
      else await pass(step);
    }
  }

  it.each(orders)('that ends is never given to anybody again: %s', async (_order, steps) => {
    const bench = await openReadyBench();
    const [first] = bench.engines;
    await end(first as FakeEngine, steps);
    await pass();
    expect(bench.link.view()).not.toEqual({ type: 'ready' });
    const ready = bench.link.ready();
    await pass(3_000);
    await becomeReady(bench);
    expect(bench.engines).toHaveLength(2);
    expect(first?.isUsable).toBe(false);
    await expect((await ready).call('ping', {})).resolves.toBeUndefined();
    expect(types(bench.views)).toBe('starting ready restarting restarting ready');
    // A second start while the first lives on in somebody's hands would be two of them.
    expect(bench.link.generation()).toBe(2);
  });

  it.each(orders)('that ends while it loads is followed by another: %s', async (_order, steps) => {
    const bench = await openLinkBench();
    const ready = bench.link.ready();
    bench.engine.start();
    await pass();
    await end(bench.engine, steps);
    // An answer to the load that comes too late is nobody's.
    bench.engines[0]?.load();
    await pass(3_000);
    expect(bench.engines).toHaveLength(2);
    await becomeReady(bench);
    await expect((await ready).call('ping', {})).resolves.toBeUndefined();
  });

  it('that is gone before its start was told is followed by another', async () => {
    const bench = await openLinkBench();
    bench.engine.exit();
    bench.engine.start();
    await pass(200);
    expect(bench.engines).toHaveLength(2);
    await becomeReady(bench);
  });

  it('that refuses its model ends the trying, with its reason, and is ended', async () => {
    const bench = await openLinkBench();
    const ready = bench.link.ready();
    const told = expect(ready).rejects.toMatchObject({ code: 'badModel', details: { reason: 'noNumbers' } });
    bench.engine.start();
    await pass();
    bench.engine.refuse({ code: 'badModel', details: { reason: 'noNumbers' } });
    await pass(5_000);
    await told;
    expect(bench.link.view()).toEqual({ type: 'failed', code: 'badModel', details: { reason: 'noNumbers' } });
    expect(bench.engine.isKilled).toBe(true);
    expect(bench.engines).toHaveLength(1);
  });

  it('that refuses its model after it has ended is followed by another all the same', async () => {
    const bench = await openLinkBench();
    bench.engine.start();
    await pass();
    bench.engine.exit();
    bench.engine.refuse({ code: 'badModel', details: { reason: 'noNumbers' } });
    await pass(200);
    expect(bench.link.view().type).toBe('restarting');
    await becomeReady(bench);
  });

  it('is not started for a model whose words cannot be read', async () => {
    const bench = await openLinkBench({
      modelFiles: () => Promise.reject(new CoreError('badModel', { reason: 'noEndToken', name: 'a' })),
    });
    expect(bench.link.view()).toEqual({
      type: 'failed',
      code: 'badModel',
      details: { reason: 'noEndToken', name: 'a' },
    });
    await expect(bench.link.ready()).rejects.toMatchObject({ code: 'badModel' });
    expect(bench.engines).toHaveLength(0);
    expect(bench.link.generation()).toBe(0);
  });

  it('that a kill does not end does not keep the next one from starting', async () => {
    const bench = await openReadyBench({ makeEngine: () => new FakeEngine({ diesWhenKilled: false }) });
    bench.engine.isSilent = true;
    await pass(15_000);
    expect(bench.engines).toHaveLength(2);
    expect(bench.engines[0]?.isKilled).toBe(true);
    await becomeReady(bench);
  });

  it('lives on when the one who is told of it throws', async () => {
    const engines: FakeEngine[] = [];
    const log: string[] = [];
    const link = openEngineLink({
      startEngine: () => {
        engines.push(new FakeEngine());
        return (engines.at(-1) as FakeEngine).started;
      },
      modelFiles: async () => ({ modelDir: 'model', graphsDir: 'graphs' }),
      onLoaded: () => {},
      onView: () => {
        throw new Error('The page is gone.');
      },
      onLog: (line) => log.push(line),
    });
    await pass();
    engines[0]?.start();
    await pass();
    engines[0]?.load();
    await pass();
    expect(link.view()).toEqual({ type: 'ready' });
    expect(log.join()).toContain('The page is gone.');
  });
});

describe('hanging', () => {
  it('ends an engine that answers no ping, and says that it hung', async () => {
    const bench = await openReadyBench();
    bench.engine.isSilent = true;
    await pass(12_500);
    expect(bench.views).toContainEqual({ type: 'restarting', reason: 'hung' });
    expect(bench.engines).toHaveLength(2);
    await becomeReady(bench);
  });

  it('is told before the line closes, so that an answer under way finds the reason', async () => {
    const bench = await openReadyBench();
    const client = await bench.link.ready();
    const seen: EngineView[] = [];
    const asked = client.call('cache.list', { modelKey: 'any' }).catch(() => seen.push(bench.link.view()));
    bench.engine.isSilent = true;
    await pass(12_500);
    await asked;
    expect(seen).toEqual([{ type: 'restarting', reason: 'hung' }]);
  });

  it('is noticed while a model loads, and a load that takes ten minutes and answers is no hang', async () => {
    const bench = await openLinkBench();
    bench.engine.start();
    await pass(600_000);
    expect(bench.engines).toHaveLength(1);
    expect(bench.link.view()).toEqual({ type: 'starting' });
    expect(bench.engine.pingCount).toBeGreaterThan(100);
    bench.engine.isSilent = true;
    await pass(15_000);
    expect(bench.views).toContainEqual({ type: 'restarting', reason: 'hung' });
  });

  it('is judged by the size of the weights while they are read from the disk for the first time', async () => {
    const modelFiles = async () => ({ modelDir: 'model', graphsDir: 'graphs', weightBytes: 500_000_000 });
    const bench = await openLinkBench({ modelFiles });
    bench.engine.start();
    await pass();
    bench.engine.isSilent = true;
    await pass(30_000);
    expect(bench.engines).toHaveLength(1);
    await pass(15_000);
    expect(bench.engines).toHaveLength(2);
  });

  it('is noticed in a start that never comes to an end, too; what comes of it later is ended', async () => {
    const bench = await openLinkBench();
    const [first] = bench.engines;
    await pass(40_000);
    expect(bench.engines).toHaveLength(2);
    first?.start();
    await pass();
    expect(first?.isKilled).toBe(true);
    await becomeReady(bench);
  });

  it('is not what a machine does that sleeps for an hour: one tick is missed, not many', async () => {
    const bench = await openReadyBench();
    bench.engine.isSilent = true;
    await pass(2_500);
    // The clock goes on while no timer of this process runs.
    vi.setSystemTime(Date.now() + 3_600_000);
    bench.engine.isSilent = false;
    await pass(2_000);
    expect(bench.link.view()).toEqual({ type: 'ready' });
  });
});
