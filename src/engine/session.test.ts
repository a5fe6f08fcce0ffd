import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relativeDifference } from './append-probe.ts';
import { openCpuProvider } from './cpu-provider.ts';
import { importCheckpoint } from './graph/import-checkpoint.ts';
import type { OutputAt } from './output-rows.ts';
import { fp32 } from './precision.ts';
import { type ModelSession, openSession } from './session.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { openSmallModel, smallShape } from './test-support/small-model.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const folder = temporaryFolder();
const model = openSmallModel();
const windowTokens = 72;

const checkpoints = fc.record({
  n_layer: fc.integer({ min: 1, max: 3 }),
  n_head: fc.constantFrom(1, 2, 4),
  vocab_size: fc.integer({ min: 2, max: 90 }),
  activation_function: fc.constantFrom('gelu_new', 'gelu', 'relu'),
  tie_word_embeddings: fc.boolean(),
});
const pieces = fc.array(
  fc.record({
    tokens: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 })),
    logitsAt: fc.constantFrom('none' as const, 'last' as const, 'all' as const, 'all' as const),
  }),
  { minLength: 1, maxLength: 6, size: 'max' },
);

/** Copies of the logits after each of `ids`, token by token. */
async function singleSteps(session: ModelSession, ids: readonly number[]): Promise<Float32Array[]> {
  const cache = session.openCache();
  const rows: Float32Array[] = [];
  for (const id of ids) rows.push((await session.run(cache, [id], { logitsAt: 'last' })).last.slice());
  return rows;
}

describe('the logits of a run', () => {
  it('are, after each token asked for, those of single steps, in any model and pieces', async () => {
    let folders = 0;
    const property = fc.asyncProperty(
      checkpoints,
      fc.nat(),
      pieces,
      fc.boolean(),
      async (shape, seed, cuts, isInPlace) => {
        const modelDir = join(folder, String(folders++));
        const config = { n_embd: 16, n_positions: windowTokens, ...shape };
        writeRandomCheckpoint(modelDir, { config, seed: seed + 1, spread: 0.5 });
        const imported = await importCheckpoint(modelDir, join(folder, 'graphs'));
        const appendMode = isInPlace ? 'inPlace' : 'concat';
        const session = await openSession(imported, openCpuProvider(appendMode, 1));
        const ids = Array.from({ length: windowTokens }, (_, index) => (index * 7919 + seed) % shape.vocab_size);
        const expected = await singleSteps(session, ids);
        const cache = session.openCache();
        for (const { tokens, logitsAt } of cuts) {
          const past = cache.length;
          const piece = ids.slice(past, past + tokens);
          if (piece.length === 0) break;
          const rows = await session.run(cache, piece, { logitsAt });
          expect(rows.count).toBe({ none: 0, last: 1, all: piece.length }[logitsAt]);
          for (let row = 0; row < rows.count; row++) {
            const position = cache.length - rows.count + row;
            const difference = relativeDifference(rows.at(row), expected[position] as Float32Array);
            expect(difference).toBeLessThanOrEqual(fp32.equalTolerance);
          }
        }
        await session.close();
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });

  it.each(['none', 'last', 'all'] satisfies OutputAt[])('leave the same rows in the cache (%s)', async (logitsAt) => {
    const { session } = model.current;
    const ids = [3, 14, 15, 9, 2];
    const [asked, stepped] = [session.openCache(), session.openCache()];
    await session.run(asked, ids, { logitsAt });
    await session.run(stepped, ids, { logitsAt: 'none' });
    expect(asked.ids).toEqual(ids);
    const next = (cache: typeof asked) => session.run(cache, [6], { logitsAt: 'last' });
    const expected = (await next(stepped)).last.slice();
    expect((await next(asked)).last).toEqual(expected);
  });

  it('are written over by the next run, and many at once are not', async () => {
    const { session } = model.current;
    const cache = session.openCache();
    const one = (await session.run(cache, [3], { logitsAt: 'last' })).last;
    const many = await session.run(
      cache,
      Array.from({ length: 20 }, (_, index) => index),
      { logitsAt: 'all' },
    );
    const before = many.values.slice();
    const other = (await session.run(cache, [4], { logitsAt: 'last' })).last;
    expect(one).toEqual(other);
    expect(many.values).toEqual(before);
    expect(before).toHaveLength(20 * smallShape.vocab_size);
  });

  it('are refused for tokens that cannot be run, and the cache is as it was', async () => {
    const { session } = model.current;
    const cache = session.openCache();
    await session.run(cache, [1, 2], { logitsAt: 'none' });
    const tooMany = Array.from({ length: smallShape.n_positions - 1 }, () => 1);
    for (const ids of [[], [smallShape.vocab_size], [-1], [0.5], tooMany]) {
      await expect(session.run(cache, ids, { logitsAt: 'all' })).rejects.toMatchObject({ code: 'badTokens' });
    }
    expect(cache.ids).toEqual([1, 2]);
  });

  it('have no rows for a greedy head in a model without one', async () => {
    const { session } = model.current;
    expect(session.greedyHead).toBeNull();
    await expect(session.runHeadless(session.openCache(), [1], { rowsAt: 'last' })).rejects.toThrow('no rows');
  });
});
