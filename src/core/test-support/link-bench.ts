import { expect, vi } from 'vitest';
import type { EngineModel } from '../../shared/engine-contract.ts';
import type { EngineView } from '../../shared/views.ts';
import type { ModelFiles } from '../engine-life.ts';
import { type EngineLink, openEngineLink } from '../engine-link.ts';
import { FakeEngine } from './fake-engine.ts';

/** A link whose engines do as a test says, under fake timers. */
export interface LinkBench {
  readonly link: EngineLink;
  readonly engines: FakeEngine[];
  readonly views: EngineView[];
  readonly log: string[];
  /** What each engine told of its model. */
  readonly loaded: EngineModel[];
  /** The newest engine. */
  readonly engine: FakeEngine;
}

export interface LinkBenchOptions {
  readonly modelFiles?: () => Promise<ModelFiles>;
  readonly onRestart?: () => void;
  readonly makeEngine?: () => FakeEngine;
}

/** Lets fake time pass, and all that was due in it happen. */
export const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

export async function openLinkBench(options: LinkBenchOptions = {}): Promise<LinkBench> {
  const engines: FakeEngine[] = [];
  const views: EngineView[] = [];
  const log: string[] = [];
  const loaded: EngineModel[] = [];
  const link = openEngineLink({
    startEngine: () => {
      const engine = options.makeEngine?.() ?? new FakeEngine();
      engines.push(engine);
      return engine.started;
    },
    modelFiles: options.modelFiles ?? (async () => ({ modelDir: 'model', graphsDir: 'graphs' })),
    onRestart: options.onRestart,
    onLoaded: (model) => loaded.push(model),
    onView: (view) => views.push(view),
    onLog: (line) => log.push(line),
  });
  await pass();
  return {
    link,
    engines,
    views,
    log,
    loaded,
    get engine(): FakeEngine {
      const newest = engines.at(-1);
      if (!newest) throw new Error('No engine was started.');
      return newest;
    },
  };
}

export async function openReadyBench(options?: LinkBenchOptions): Promise<LinkBench> {
  const bench = await openLinkBench(options);
  await becomeReady(bench);
  return bench;
}

export async function becomeReady(bench: LinkBench): Promise<void> {
  bench.engine.start();
  await pass();
  bench.engine.load();
  await pass();
  expect(bench.link.view()).toEqual({ type: 'ready' });
}
