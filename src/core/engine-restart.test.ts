import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CoreError } from '../shared/wire.ts';
import { FakeEngine } from './test-support/fake-engine.ts';
import { becomeReady, type LinkBench, openLinkBench, openReadyBench, pass } from './test-support/link-bench.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('giving up', () => {
  it('comes after three ends in a row without a ready engine, however far apart they are', async () => {
    const bench = await openLinkBench();
    const ready = bench.link.ready();
    const told = expect(ready).rejects.toMatchObject({ code: 'engineKeepsEnding' });
    for (let end = 0; end < 3; end++) {
      bench.engine.start();
      await pass(120_000);
      bench.engine.exit({ exitCode: 137, signal: null });
      await pass(3_000);
    }
    await told;
    expect(bench.engines).toHaveLength(3);
    expect(bench.link.view()).toMatchObject({
      type: 'failed',
      code: 'engineKeepsEnding',
      details: { times: 3, how: 137 },
    });
    await pass(600_000);
    expect(bench.engines).toHaveLength(3);
  });

  it('comes after three ends within a minute, also of engines that were ready', async () => {
    const bench = await openReadyBench();
    for (let end = 0; end < 2; end++) {
      bench.engine.exit();
      await pass(10_000);
      await becomeReady(bench);
    }
    bench.engine.exit();
    await pass(3_000);
    expect(bench.link.view()).toMatchObject({ type: 'failed', code: 'engineKeepsEnding' });
  });

  it('does not come when ready engines end once in a while', async () => {
    const bench = await openReadyBench();
    for (let end = 0; end < 10; end++) {
      bench.engine.exit();
      await pass(31_000);
      await becomeReady(bench);
    }
    expect(bench.engines).toHaveLength(11);
  });

  it('does not go by the clock on the wall', async () => {
    const bench = await openReadyBench();
    for (let end = 0; end < 2; end++) {
      bench.engine.exit();
      await pass(1_000);
      vi.setSystemTime(Date.now() - 3_600_000);
      await becomeReady(bench);
    }
    bench.engine.exit();
    await pass(3_000);
    expect(bench.link.view()).toMatchObject({ type: 'failed' });
  });

  it('names the hang when that was the end of the last one', async () => {
    const bench = await openLinkBench();
    for (let end = 0; end < 3; end++) {
      bench.engine.isSilent = true;
      bench.engine.start();
      await pass(15_000);
    }
    expect(bench.link.view()).toMatchObject({ type: 'failed', code: 'engineKeepsHanging' });
  });

  it('tells why no process could be started', async () => {
    const bench = await openLinkBench();
    for (let end = 0; end < 3; end++) {
      bench.engine.failToStart(new Error('spawn ENOMEM.'));
      await pass(3_000);
    }
    expect(bench.link.view()).toMatchObject({
      code: 'engineFailed',
      details: { cause: 'spawn ENOMEM.' },
    });
    bench.link.restart();
    await pass();
    await becomeReady(bench);
  });
});

describe('trying again', () => {
  const states: readonly [string, () => Promise<LinkBench>][] = [
    ['starting', () => openLinkBench()],
    [
      'loading',
      async () => {
        const bench = await openLinkBench();
        bench.engine.start();
        await pass();
        return bench;
      },
    ],
    ['ready', () => openReadyBench()],
    [
      'restarting while a timer waits',
      async () => {
        const bench = await openReadyBench();
        bench.engine.exit();
        await pass(1);
        bench.engine.failToStart(new Error('no'));
        await pass();
        return bench;
      },
    ],
    [
      'restarting while a process will not go',
      async () => {
        const bench = await openReadyBench({ makeEngine: () => new FakeEngine({ diesWhenKilled: false }) });
        bench.engine.closeLine();
        await pass();
        return bench;
      },
    ],
    [
      'failed',
      async () => {
        const bench = await openLinkBench();
        bench.engine.start();
        await pass();
        bench.engine.refuse({ code: 'badModel', details: { reason: 'noNumbers' } });
        await pass();
        return bench;
      },
    ],
  ];

  it.each(states)('works when it is %s, and forgets the ends before', async (_state, open) => {
    const bench = await open();
    const before = bench.engines.length;
    bench.link.restart();
    await pass(2_500);
    expect(bench.engines).toHaveLength(before + 1);
    for (const engine of bench.engines.slice(0, -1))
      expect(engine.isKilled || !engine.isUsable || !engine.isLoading).toBe(true);
    const ready = bench.link.ready();
    await becomeReady(bench);
    await expect((await ready).call('ping', {})).resolves.toBeUndefined();
    await pass(5_000);
    expect(bench.link.view()).toEqual({ type: 'ready' });
    for (let end = 0; end < 2; end++) {
      bench.engine.exit();
      bench.engine.closeLine();
      await pass(3_000);
      expect(bench.link.view().type).toBe('restarting');
      await becomeReady(bench);
    }
  });

  it('asked for ten times at once starts one engine', async () => {
    const bench = await openReadyBench();
    for (let time = 0; time < 10; time++) bench.link.restart();
    await pass(3_000);
    expect(bench.engines).toHaveLength(2);
    await becomeReady(bench);
  });

  it('has the model read anew', async () => {
    let isRepaired = false;
    const onRestart = vi.fn();
    const bench = await openLinkBench({
      modelFiles: async () => {
        if (!isRepaired) throw new CoreError('badModel', { reason: 'noNumbers' });
        return { modelDir: 'model', graphsDir: 'graphs' };
      },
      onRestart,
    });
    expect(bench.link.view().type).toBe('failed');
    isRepaired = true;
    bench.link.restart();
    await pass();
    expect(onRestart).toHaveBeenCalledOnce();
    await becomeReady(bench);
  });

  it('does nothing once it is closed', async () => {
    const bench = await openReadyBench();
    await bench.link.close();
    bench.link.restart();
    await pass(5_000);
    expect(bench.engines).toHaveLength(1);
  });
});

describe('closing', () => {
  it('rejects who waits, ends the engine and waits until it is gone', async () => {
    const bench = await openLinkBench();
    const told = expect(bench.link.ready()).rejects.toMatchObject({ code: 'closed' });
    bench.engine.start();
    await pass();
    await bench.link.close();
    await told;
    expect(bench.engine.isKilled).toBe(true);
    await expect(bench.link.ready()).rejects.toMatchObject({ code: 'closed' });
  });

  it('waits neither for a process that will not go nor for a start that never ends', async () => {
    const stuck = await openReadyBench({ makeEngine: () => new FakeEngine({ diesWhenKilled: false }) });
    const unstarted = await openLinkBench();
    const closed = Promise.all([stuck.link.close(), unstarted.link.close(), unstarted.link.close()]);
    await pass(2_500);
    await closed;
    unstarted.engine.start();
    await pass();
    expect(unstarted.engine.isKilled).toBe(true);
  });
});
