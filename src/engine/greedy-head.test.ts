import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sampling } from '../shared/engine-contract.ts';
import { openChooser } from './chooser.ts';
import { openCpuProvider } from './cpu-provider.ts';
import { type ImportedModel, importCheckpoint } from './graph/import-checkpoint.ts';
import { openGreedyHead, provenBest, screeningError } from './greedy-head.ts';
import type { KvCache } from './kv-cache.ts';
import { fp32 } from './precision.ts';
import type { SampledToken } from './sampled-tokens.ts';
import { largestIndex } from './sampler.ts';
import { openScreenedStepper, Screening } from './screened-stepper.ts';
import { type ModelSession, openSession } from './session.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const folder = temporaryFolder();
const greedy: Sampling = { isGreedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
const shape = { n_layer: 2, n_head: 2, n_embd: 64, vocab_size: 3000, n_positions: 128 };

async function openScreened(name: string, config: object): Promise<{ model: ImportedModel; session: ModelSession }> {
  const modelDir = join(folder, name);
  writeRandomCheckpoint(modelDir, { config: { ...shape, ...config }, seed: 9 });
  const model = await importCheckpoint(modelDir, join(folder, 'graphs'), { leastScreenedBytes: 0 });
  return { model, session: await openSession(model, openCpuProvider('inPlace', 1), { opensGreedyHead: true }) };
}

/** One greedy step, screened where the screening finds it worthwhile. */
async function stepGreedily(session: ModelSession, cache: KvCache, id: number, screening = screeningOf(session)) {
  const [token] = await openScreenedStepper(session, cache, openChooser(greedy, []), screening).next(id);
  return token as SampledToken;
}

function screeningOf({ greedyHead }: ModelSession): Screening {
  if (!greedyHead) throw new Error('There should be a greedy head.');
  return new Screening(greedyHead);
}

async function logitsAfter(session: ModelSession, cache: KvCache, id: number): Promise<Float32Array> {
  return (await session.run(cache, [id], { logitsAt: 'last' })).last;
}

describe('a screened head', () => {
  let tied: Awaited<ReturnType<typeof openScreened>>;
  let separate: Awaited<ReturnType<typeof openScreened>>;
  beforeAll(async () => {
    tied = await openScreened('tied', {});
    separate = await openScreened('separate', { tie_word_embeddings: false });
  });
  afterAll(async () => {
    await tied.session.close();
    await separate.session.close();
  });

  it.each(['tied', 'separate'] as const)('chooses what all logits would have chosen (%s)', async (head) => {
    const { session } = { tied, separate }[head];
    const cache = session.openCache();
    for (let step = 0; step < 100; step++) {
      const id = (step * 397) % shape.vocab_size;
      const chosen = await stepGreedily(session, cache, id);
      cache.rewindTo(cache.length - 1);
      const logits = await logitsAfter(session, cache, id);
      expect(chosen.id).toBe(largestIndex(logits));
      expect(chosen.logit).toBeCloseTo(logits[chosen.id] as number, 4);
    }
  });

  it('decides most steps by itself', async () => {
    const { folder: graphFolder, greedyHead: facts } = tied.model;
    if (!facts) throw new Error('There should be a greedy head.');
    const head = await openGreedyHead(graphFolder, {
      ...{ facts, sumTolerance: fp32.sumTolerance, sessionOptions: { executionProviders: ['cpu'] } },
    });
    let decided = 0;
    for (let round = 0; round < 50; round++) {
      const row = Float32Array.from(
        { length: shape.n_embd },
        (_, index) => Math.sin(index * 12.9898 + round * 78.233) * 2,
      );
      if ((await head.best(row)) !== null) decided += 1;
    }
    await head.close();
    expect(decided).toBeGreaterThan(40);
  });

  it('leaves the same rows in the cache as an unscreened step', async () => {
    const [screened, full] = [tied.session.openCache(), tied.session.openCache()];
    for (const id of [5, 77, 2999]) {
      await stepGreedily(tied.session, screened, id);
      await logitsAfter(tied.session, full, id);
    }
    expect(screened.ids).toEqual(full.ids);
    expect(await screened.store.read(3)).toEqual(await full.store.read(3));
  });

  it('computes all logits once it has proven too little, and chooses the same', async () => {
    const screening = screeningOf(tied.session);
    let runs = 0;
    const session: ModelSession = {
      ...tied.session,
      runHeadless: (...parameters) => {
        runs += 1;
        return tied.session.runHeadless(...parameters);
      },
    };
    const step = () => stepGreedily(session, session.openCache(), 11, screening);
    const before = await step();
    for (let time = 0; time < 8; time++) screening.record(false);
    expect(screening.isWorthwhile).toBe(false);
    expect((await step()).id).toBe(before.id);
    expect(runs).toBe(1);
  });

  it('is not made for a head that is small', async () => {
    const modelDir = join(folder, 'tied');
    expect((await importCheckpoint(modelDir, join(folder, 'other-graphs'))).greedyHead).toBeNull();
    expect(tied.model.greedyHead).toMatchObject({ blockSize: 64, candidateCount: 256 });
  });
});

describe('rows that are equal', () => {
  it.each([1, 1499])('give the lowest id, screened or not (%i ids apart)', async (distance) => {
    const modelDir = join(folder, `equal-${distance}`);
    const width = shape.n_embd;
    const copies = new Map<number, number>();
    for (let id = 0; id + distance < shape.vocab_size; id++) if (!copies.has(id)) copies.set(id + distance, id);
    const adjust = (name: string, values: Float32Array) => {
      if (name !== 'wte.weight') return;
      for (const [copy, id] of copies) values.copyWithin(copy * width, id * width, (id + 1) * width);
    };
    writeRandomCheckpoint(modelDir, { config: shape, seed: 9, adjust });
    const model = await importCheckpoint(modelDir, join(folder, 'graphs'), { leastScreenedBytes: 0 });
    const session = await openSession(model, openCpuProvider('inPlace', 2), { opensGreedyHead: true });
    for (let step = 0; step < 40; step++) {
      const id = (step * 397) % shape.vocab_size;
      const chosen = await stepGreedily(session, session.openCache(), id);
      expect(chosen.id).toBe(largestIndex(await logitsAfter(session, session.openCache(), id)));
      expect(copies.has(chosen.id)).toBe(false);
    }
    await session.close();
  });
});

describe('the proof', () => {
  const list = (...values: number[]) => Float32Array.from(values);

  it('takes the largest exact logit when nothing outside can reach it', () => {
    expect(provenBest(list(5, 4.9, 1), list(4.9, 5, 1), 0.2, 0.01)).toBe(1);
  });

  it('decides nothing when something outside might be larger', () => {
    expect(provenBest(list(5, 4.9, 4.8), list(4.9, 5, 4.8), 0.2, 0.01)).toBeNull();
  });

  it('decides nothing between candidates that are as good as each other', () => {
    expect(provenBest(list(5, 4.9, 1), list(5, 5, 1), 0.2, 0)).toBeNull();
    expect(provenBest(list(5, 4.9, 1), list(4.995, 5, 1), 0.2, 0.01)).toBeNull();
    expect(provenBest(list(5, 4.9, 1), list(5, 4.98, 1), 0.2, 0.01)).toBe(0);
  });

  it('decides nothing when a candidate departs by more than the bound, or is no number', () => {
    expect(provenBest(list(5, 4, 1), list(5.3, 4, 1), 0.2, 0.01)).toBeNull();
    expect(provenBest(list(5, Number.NaN, 1), list(5, 4, 1), 0.2, 0.01)).toBeNull();
  });

  it('bounds the error by the norms of what was rounded', () => {
    const facts = { candidateCount: 1, blockSize: 2, largestRowNorm: 10, largestErrorNorm: 0.5 };
    // Row norm 5; both blocks are rounded to 1/254 of their largest value, 3 and 4.
    const rounding = Math.sqrt(2 * (3 / 254) ** 2 + 2 * (4 / 254) ** 2);
    expect(screeningError(list(3, 0, 4, 0), { ...facts, sumTolerance: 1e-5 })).toBeCloseTo(
      0.5 * 5 + 10.5 * rounding + 1e-5 * 50,
      6,
    );
  });
});
