/**
 * The first token of a 20-token follow-up after 350 tokens of history, on the bundled model: with the cache of the turns
 * before (warm), and reading everything (cold). Rounds alternate in one run. `--rounds=N`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTokenizer } from '../src/core/text/read-tokenizer.ts';
import { type Engine, openEngine } from '../src/engine/open-engine.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';

const historyTokens = 350;
const followUpTokens = 20;
const modelDir = join(import.meta.dirname, '..', 'models', 'palimpsest-mini');
const rounds = Number(benchFlag('rounds', '25'));

const words = 'My name is Marlene and I keep a small boat in the harbour of the town. ';
const { encode } = openTokenizer(modelDir);
const allIds = encode(words.repeat(60)).slice(0, historyTokens + followUpTokens);
const historyIds = allIds.slice(0, historyTokens);
const sampling = { isGreedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };

async function firstTokenMs(engine: Engine, modelKey: string, isWarm: boolean): Promise<number> {
  const signal = new AbortController().signal;
  await engine.handlers['cache.drop']({ modelKey, cacheKey: 'bench' });
  if (isWarm) await engine.handlers.prepare({ modelKey, cacheKey: 'bench', promptIds: historyIds }, () => {}, signal);
  const input = { modelKey, cacheKey: 'bench', promptIds: allIds, maxNewTokens: 1, endTokenIds: [], sampling };
  const result = await engine.handlers.generate(input, () => {}, signal);
  const expected = isWarm ? historyTokens : 0;
  if (result.reusedTokens !== expected) throw new Error(`${result.reusedTokens} tokens were reused, not ${expected}.`);
  if (result.firstTokenMs === null) throw new Error('No token was sampled.');
  return result.firstTokenMs;
}

const graphsDir = mkdtempSync(join(tmpdir(), 'palimpsest-bench-'));
const engine = openEngine();
try {
  const { modelKey } = await engine.handlers['model.load']({ modelDir, graphsDir });
  const warm: number[] = [];
  const cold: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const [coldMs, warmMs] = [await firstTokenMs(engine, modelKey, false), await firstTokenMs(engine, modelKey, true)];
    if (round < 0) continue;
    cold.push(coldMs);
    warm.push(warmMs);
  }
  const ratio = median(warm) / median(cold);
  const row = (name: string, values: readonly number[]) => ({
    name,
    medianFirstTokenMs: rounded(median(values), 2),
    fastestMs: rounded(Math.min(...values), 2),
    slowestMs: rounded(Math.max(...values), 2),
  });
  reportBench({
    bench: 'follow-up',
    conditions: { historyTokens, followUpTokens, rounds },
    rows: [row('cold', cold), row('warm', warm)],
    figure: `warm is 1/${rounded(1 / ratio)} of cold (to reach: at most 1/8)`,
    isReached: ratio <= 1 / 8,
  });
} finally {
  await engine.close();
  rmSync(graphsDir, { recursive: true, force: true });
}
