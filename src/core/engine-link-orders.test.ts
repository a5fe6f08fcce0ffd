import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeEngine } from './test-support/fake-engine.ts';
import { becomeReady, type LinkBench, openLinkBench, pass } from './test-support/link-bench.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const engineActs = ['start', 'load', 'failToStart', 'refuse', 'closeLine', 'exit', 'fallSilent', 'speak'] as const;

type Event =
  /** `age` 0 is the newest engine, 1 the one before. */
  | { readonly type: (typeof engineActs)[number]; readonly age: number }
  | { readonly type: 'pass'; readonly ms: number }
  | { readonly type: 'ask' | 'restart' | 'close' };

const engineEvent = fc.record({
  type: fc.constantFrom<(typeof engineActs)[number]>(...engineActs, 'start', 'start', 'load', 'load'),
  age: fc.constantFrom(0, 0, 0, 1),
});
const passing = fc.record({
  type: fc.constant('pass' as const),
  ms: fc.constantFrom(0, 1, 200, 2_000, 20_000, 70_000),
});
const events = fc.array(
  fc.oneof(
    { weight: 60, arbitrary: engineEvent as fc.Arbitrary<Event> },
    { weight: 30, arbitrary: passing as fc.Arbitrary<Event> },
    { weight: 20, arbitrary: fc.constant<Event>({ type: 'ask' }) },
    { weight: 8, arbitrary: fc.constant<Event>({ type: 'restart' }) },
    { weight: 2, arbitrary: fc.constant<Event>({ type: 'close' }) },
  ),
  { maxLength: 50 },
);

function act(bench: LinkBench, event: Event): void {
  if (event.type === 'restart') bench.link.restart();
  if (event.type === 'close') void bench.link.close();
  if (!('age' in event)) return;
  const engine = bench.engines.at(-1 - event.age);
  if (!engine) return;
  if (event.type === 'failToStart') engine.failToStart(new Error('There is no process for it.'));
  else if (event.type === 'refuse') engine.refuse({ code: 'badModel', details: { reason: 'noNumbers' } });
  else if (event.type === 'fallSilent' || event.type === 'speak') engine.isSilent = event.type === 'fallSilent';
  else engine[event.type]();
}

/** Counts who waits for an engine, and who was told. */
class Askers {
  asked = 0;
  told = 0;

  ask(bench: LinkBench): void {
    this.asked += 1;
    const tell = () => {
      this.told += 1;
    };
    bench.link.ready().then(tell, tell);
  }
}

/** What holds after each event. */
async function check(bench: LinkBench, askers: Askers): Promise<void> {
  const { link, engines } = bench;
  const view = link.view();
  expect(link.generation()).toBe(engines.length);
  expect(engines.filter((engine) => engine.isUsable && engine.isStarted).length).toBeLessThanOrEqual(1);
  if (view.type === 'ready') expect(bench.engine.isUsable).toBe(true);
  if (view.type === 'ready' || view.type === 'failed') expect(askers.told).toBe(askers.asked);
}

/** To the end: whatever happened, trying again brings an engine, and closing leaves nothing behind. */
async function conclude(bench: LinkBench, askers: Askers, isClosed: boolean): Promise<void> {
  bench.link.restart();
  await pass(3_000);
  if (!isClosed) await becomeReady(bench);
  expect(askers.told).toBe(askers.asked);
  const closed = bench.link.close();
  await pass(3_000);
  await closed;
  for (const engine of bench.engines) {
    engine.start();
    await pass();
    expect(engine.isUsable && engine.isStarted).toBe(false);
  }
  await pass(3_000);
  expect(vi.getTimerCount()).toBe(0);
}

it('in any order of events no dead engine is given away, who waits is told, and giving up has a way back', async () => {
  let gaveUp = 0;
  await fc.assert(
    fc.asyncProperty(events, fc.boolean(), async (sequence, diesWhenKilled) => {
      const bench = await openLinkBench({ makeEngine: () => new FakeEngine({ diesWhenKilled }) });
      const askers = new Askers();
      let mostEngines = 3;
      for (const event of sequence) {
        if (event.type === 'ask') askers.ask(bench);
        act(bench, event);
        await pass(event.type === 'pass' ? event.ms : 0);
        await check(bench, askers);
        const { type } = bench.link.view();
        if (type === 'ready' || event.type === 'restart') mostEngines = bench.engines.length + 3;
        expect(bench.engines.length).toBeLessThanOrEqual(mostEngines);
        if (type === 'failed') gaveUp += 1;
      }
      await conclude(
        bench,
        askers,
        sequence.some((event) => event.type === 'close'),
      );
    }),
    { numRuns: 400 },
  );
  expect(gaveUp).toBeGreaterThan(0);
});
