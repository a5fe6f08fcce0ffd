/**
 * Decoding with 512 tokens of history, a GPT-2 with 124 million random weights in fp32: this engine against
 * node-llama-cpp on the same weights, in alternated rounds of one run. `--llama` fetches node-llama-cpp (about 700 MB) for it;
 * `--folder=DIR` keeps the models between runs; `--rounds=N`, `--threads=N`.
 */
import { fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineEnvironment } from '../src/core/engine-environment.ts';
import { defaultThreadCount } from '../src/engine/load-model.ts';
import { writeRandomCheckpoint } from '../src/engine/test-support/random-checkpoint.ts';
import { openClient } from '../src/shared/client.ts';
import type { EngineContract } from '../src/shared/engine-contract.ts';
import { openProcessPipe } from '../src/shared/process-pipe.ts';
import { writeGgufFile } from './gguf-file.ts';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';
import { fetchNodeLlamaCpp, openLlama } from './node-llama-cpp.ts';

const historyTokens = 512;
const decodedTokens = 48;
const vocabularySize = 50257;

interface Runner {
  readonly name: string;
  readonly rates: number[];
  decode(): Promise<number>;
  close(): Promise<void>;
}

async function main(): Promise<void> {
  const keptFolder = benchFlag('folder', '');
  const folder = keptFolder || mkdtempSync(join(tmpdir(), 'palimpsest-bench-'));
  const threadCount = Number(benchFlag('threads', String(defaultThreadCount())));
  const rounds = Number(benchFlag('rounds', '7'));
  mkdirSync(folder, { recursive: true });
  try {
    const modelDir = makeModel(folder);
    const runners = [await openPalimpsest(folder, modelDir, threadCount)];
    if (process.argv.includes('--llama')) runners.push(await openComparison(folder, modelDir, threadCount));
    for (let round = 0; round <= rounds; round++) {
      for (const runner of runners) {
        const rate = await runner.decode();
        // The first round warms up: pages are read in, memory is laid out.
        if (round > 0) runner.rates.push(rate);
      }
    }
    for (const runner of runners) await runner.close();
    report(runners, threadCount);
  } finally {
    if (!keptFolder) rmSync(folder, { recursive: true, force: true });
  }
}

function makeModel(folder: string): string {
  const modelDir = join(folder, 'gpt2-124m-random');
  if (!existsSync(join(modelDir, 'model.safetensors'))) {
    writeRandomCheckpoint(modelDir, { config: { vocab_size: vocabularySize }, seed: 124, spread: 0.035 });
  }
  return modelDir;
}

const promptIds = Array.from({ length: historyTokens }, (_, index) => (index * 7919) % vocabularySize);

/** The engine as the application starts it: in a process of its own. */
async function openPalimpsest(folder: string, modelDir: string, threadCount: number): Promise<Runner> {
  const entry = join(import.meta.dirname, '../src/engine/index.ts');
  const env = engineEnvironment(process.env, process.platform);
  const client = openClient<EngineContract>(openProcessPipe(fork(entry, [], { serialization: 'advanced', env })));
  const { modelKey } = await client.call('model.load', { modelDir, graphsDir: join(folder, 'graphs'), threadCount });
  return {
    name: 'palimpsest',
    rates: [],
    decode: async () => {
      const sampling = { isGreedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
      const input = {
        modelKey,
        cacheKey: 'bench',
        promptIds,
        maxNewTokens: decodedTokens + 1,
        endTokenIds: [],
        sampling,
      };
      // Each round goes on from the same rows: asked again as it is, the engine would keep the answer before and work in a copy.
      await client.call('cache.rewind', { modelKey, cacheKey: 'bench', ids: promptIds });
      const result = await client.stream('generate', input, () => {}).result;
      return (result.decodeSteps / result.decodeMs) * 1000;
    },
    close: async () => client.close(),
  };
}

async function openComparison(folder: string, modelDir: string, threadCount: number): Promise<Runner> {
  const packageFolder = join(folder, 'node-llama-cpp');
  fetchNodeLlamaCpp(packageFolder);
  const ggufPath = join(folder, 'gpt2-124m-random.gguf');
  if (!existsSync(ggufPath)) await writeGgufFile(modelDir, ggufPath);
  const llama = await openLlama(packageFolder, ggufPath, threadCount);
  return {
    name: `node-llama-cpp ${llama.version}`,
    rates: [],
    decode: () => llama.decode(promptIds, decodedTokens),
    close: () => llama.close(),
  };
}

function report(runners: readonly Runner[], threadCount: number): void {
  const rows = runners.map(({ name, rates }) => ({
    name,
    medianTokensPerSecond: rounded(median(rates)),
    slowest: rounded(Math.min(...rates)),
    fastest: rounded(Math.max(...rates)),
  }));
  const [ours, theirs] = rows;
  const ratio = ours && theirs ? rounded(ours.medianTokensPerSecond / theirs.medianTokensPerSecond, 2) : null;
  reportBench({
    bench: 'decode',
    conditions: { historyTokens, decodedTokens, threadCount, rounds: runners[0]?.rates.length ?? 0 },
    rows,
    figure:
      ratio === null ? 'without --llama there is nothing to compare with' : `${ratio} x node-llama-cpp (to reach: 1.5)`,
    isReached: ratio === null ? null : ratio >= 1.5,
  });
}

await main();
