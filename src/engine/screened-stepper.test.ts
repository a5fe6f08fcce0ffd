import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sampling } from '../shared/engine-contract.ts';
import { CachePool } from './cache-pool.ts';
import { openChooser } from './chooser.ts';
import { openCpuProvider } from './cpu-provider.ts';
import { generate } from './generate.ts';
import { importCheckpoint } from './graph/import-checkpoint.ts';
import type { GreedyHead } from './greedy-head.ts';
import { PrefillPace } from './prefill.ts';
import { openScreenedStepper, Screening } from './screened-stepper.ts';
import { tryScreening } from './screening-trial.ts';
import { type ModelSession, openSession } from './session.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const folder = temporaryFolder();
const shape = { n_layer: 2, n_head: 2, n_embd: 64, vocab_size: 3000, n_positions: 128 };
const greedy: Sampling = { isGreedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 4 };
const promptIds = [5, 77, 2999, 12];
let session: ModelSession;
let head: GreedyHead;

beforeAll(async () => {
  writeRandomCheckpoint(join(folder, 'model'), { config: shape, seed: 9 });
  const imported = await importCheckpoint(join(folder, 'model'), join(folder, 'graphs'), { leastScreenedBytes: 0 });
  session = await openSession(imported, openCpuProvider('inPlace', 1), { opensGreedyHead: true });
  if (!session.greedyHead) throw new Error('There should be a greedy head.');
  head = session.greedyHead;
});
afterAll(() => session.close());

/** An answer of 60 tokens, and how many steps of it were run without all logits. */
async function answerWith(screening: Screening | null, sampling = greedy) {
  let headlessRuns = 0;
  const counting: ModelSession = {
    ...session,
    runHeadless: (...parameters) => {
      headlessRuns += 1;
      return session.runHeadless(...parameters);
    },
  };
  const pool = new CachePool({ openCache: session.openCache, budgetBytes: Number.POSITIVE_INFINITY });
  const model = { modelKey: '', session: counting, pool, pace: new PrefillPace(1, 64), screening };
  const input = { cacheKey: 'a', promptIds, maxNewTokens: 60, endTokenIds: [], sampling };
  const options = { send: () => {}, signal: new AbortController().signal, arrivedAt: 0 };
  return { ...(await generate(model, input, options)), headlessRuns };
}

/** A head that proves nothing, and counts how often it was asked. */
function doubtfulHead() {
  const asked = { count: 0 };
  const best = async () => {
    asked.count += 1;
    return null;
  };
  return { asked, head: { ...head, best } satisfies GreedyHead };
}

describe('an answer in screened steps', () => {
  it('is the one that all logits give, with its logits and as many steps', async () => {
    const [screened, plain] = [await answerWith(new Screening(head)), await answerWith(null)];
    expect(screened.ids).toEqual(plain.ids);
    expect(screened.cache?.ids).toEqual(plain.cache?.ids);
    expect([screened.decodeSteps, plain.decodeSteps]).toEqual([59, 59]);
    expect(screened.headlessRuns).toBeGreaterThan(40);
    expect(plain.headlessRuns).toBe(0);
    for (const [index, logit] of plain.chosenLogits.entries()) {
      expect(screened.chosenLogits[index]).toBeCloseTo(logit, 4);
      expect(screened.largestLogits[index]).toBeCloseTo(logit, 4);
    }
  });

  it('stays the same, and counts a step once, where nothing is proven; and that is given up after eight', async () => {
    const { asked, head: doubtful } = doubtfulHead();
    const screening = new Screening(doubtful);
    const [first, plain] = [await answerWith(screening), await answerWith(null)];
    expect(first).toMatchObject({ ids: plain.ids, decodeSteps: 59, headlessRuns: 8 });
    expect(first.cache?.ids).toEqual(plain.cache?.ids);
    // The model remembers it: the next answer does not try again.
    expect((await answerWith(screening)).headlessRuns).toBe(0);
    expect(asked.count).toBe(8);
  });

  it.each([
    ['a penalty', { ...greedy, repetitionPenalty: 1.3 }],
    ['a draw', { ...greedy, isGreedy: false }],
  ])('is not written where %s needs all logits', async (_reason, sampling) => {
    const screened = await answerWith(new Screening(head), sampling);
    expect(screened.headlessRuns).toBe(0);
    expect(screened.ids).toEqual((await answerWith(null, sampling)).ids);
  });

  it('leaves the cache as it was where the head fails', async () => {
    const best = async () => {
      throw new Error('The head failed.');
    };
    const cache = session.openCache();
    await session.run(cache, promptIds, { logitsAt: 'none' });
    const screening = new Screening({ ...head, best });
    const stepper = openScreenedStepper(session, cache, openChooser(greedy, promptIds), screening);
    await expect(stepper.next(3)).rejects.toThrow('The head failed.');
    expect(cache.ids).toEqual(promptIds);
    expect(stepper.steps).toBe(0);
  });
});

describe('the trial of screened steps', () => {
  const slowly = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    return work();
  };

  it('keeps the screening where steps are faster with it', async () => {
    const slow: ModelSession = { ...session, run: (...parameters) => slowly(() => session.run(...parameters)) };
    expect((await tryScreening(slow))?.head).toBe(head);
  });

  it('does without where they are not, and where there is no greedy head', async () => {
    const slow: ModelSession = { ...session, greedyHead: { ...head, best: (row) => slowly(() => head.best(row)) } };
    expect(await tryScreening(slow)).toBeNull();
    expect(await tryScreening({ ...session, greedyHead: null })).toBeNull();
  });
});
