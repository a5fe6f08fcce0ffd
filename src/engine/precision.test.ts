import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openCpuProvider } from './cpu-provider.ts';
import { foreseeCheckpoint } from './foresee-checkpoint.ts';
import { graphVersion } from './graph/gpt2-graph.ts';
import { importCheckpoint } from './graph/import-checkpoint.ts';
import { readKnownResult, writeKnownResult } from './known-result.ts';
import { loadModel, unloadModel } from './load-model.ts';
import { lookAtCheckpoint } from './look-at-checkpoint.ts';
import { type Engine, openEngine } from './open-engine.ts';
import { fp32, type Precision } from './precision.ts';
import { openSession } from './session.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';
import { withCache } from './with-cache.ts';

const folder = temporaryFolder();
const graphsDir = join(folder, 'graphs');
const modelDir = join(folder, 'model');
writeRandomCheckpoint(modelDir, {
  config: { n_layer: 1, n_head: 2, n_embd: 64, vocab_size: 3000, n_positions: 128 },
  seed: 5,
});

/** A second one, with the same weights: what it allows to differ is far more. */
const rough: Precision = { ...fp32, name: 'rough', equalTolerance: 0.2, sumTolerance: 1 };

let engine: Engine | undefined;
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

async function loadLogged(precision: Precision): Promise<readonly string[]> {
  const lines: string[] = [];
  const onLog = (line: string) => lines.push(line);
  const { loaded } = await loadModel({ modelDir, graphsDir, precision, threadCount: 1, onLog });
  await unloadModel(loaded);
  return lines;
}

describe('another precision', () => {
  it('has graphs, a key and caches of its own, beside those of the first', async () => {
    engine = openEngine({ precision: rough });
    const facts = await engine.handlers['model.load']({ modelDir, graphsDir });
    const first = await importCheckpoint(modelDir, graphsDir);
    const name = (precision: string) => `${facts.checkpointHash.slice(0, 32)}-${precision}-v${graphVersion}`;
    expect(facts.precision).toBe('rough');
    expect(facts.modelKey).toBe(`${name('rough')}-cpu`);
    expect(first.isNew).toBe(true);
    expect(readdirSync(graphsDir).filter((each) => each.includes('-v'))).toEqual([name('fp32'), name('rough')]);
    const asked = async () => engine?.handlers['cache.drop']({ modelKey: `${name('fp32')}-cpu`, cacheKey: 'a' });
    await expect(asked()).rejects.toMatchObject({ code: 'wrongModel' });
  });

  it('is told apart from damage by its own tolerance', async () => {
    for (const precision of [rough, fp32]) {
      await loadLogged(precision);
      const model = await importCheckpoint(modelDir, graphsDir, { precision });
      const known = await readKnownResult(model.folder);
      if (!known) throw new Error('There should be a known result.');
      // A tenth off: more than one allows, less than the other.
      await writeKnownResult(model.folder, { ...known, logits: known.logits.map((logit) => 1.1 * logit) });
    }
    expect(await loadLogged(rough)).toEqual([]);
    expect((await loadLogged(fp32)).join()).toContain('do not compute what they did');
  });

  it('has its own bound for a choice among screened logits', async () => {
    const decided = async (precision: Precision) => {
      const model = await importCheckpoint(modelDir, join(folder, 'screened'), { precision, leastScreenedBytes: 0 });
      const session = await openSession(model, openCpuProvider('inPlace', 1), { opensGreedyHead: true });
      const best = await withCache(session, async (cache) => {
        const rows = await session.runHeadless(cache, [7, 8, 9], { rowsAt: 'last' });
        return session.greedyHead?.best(rows.last);
      });
      await session.close();
      return best;
    };
    expect(await decided(fp32)).toMatchObject({ id: expect.any(Number) });
    // With sums that may be off by as much as they are large, nothing is proven.
    expect(await decided(rough)).toBeNull();
  });

  it('is what a checkpoint is looked at and foreseen for', async () => {
    const wide: Precision = { ...fp32, name: 'wide', bytesPerWeight: 8 };
    const [usual, wider] = [await foreseeCheckpoint(modelDir), await foreseeCheckpoint(modelDir, wide)];
    expect(wider.memory.weightBytes).toBe(2 * usual.memory.weightBytes);
    const look = (precision?: Precision) => lookAtCheckpoint(modelDir, { hashes: false, precision });
    const [seen, seenWider] = [await look(), await look(wide)];
    expect([seen.memory.weightBytes, seenWider.memory.weightBytes]).toEqual([
      usual.memory.weightBytes,
      wider.memory.weightBytes,
    ]);
    expect(seenWider.graphBytes).toBeGreaterThan(seen.graphBytes);
    engine = openEngine({ precision: wide });
    expect(await engine.handlers['checkpoint.foresee']({ modelDir })).toMatchObject({
      memory: { weightBytes: wider.memory.weightBytes },
    });
    expect(await engine.handlers['checkpoint.look']({ modelDir, hashes: false })).toMatchObject({
      graphBytes: seenWider.graphBytes,
    });
  });
});
