/**
 * A model of gpt2-xl's shape (48 layers, width 1,600, 50,257 tokens; random weights in F16, 3.1 GB) that is imported by a running
 * application: how long each step takes, and how much anonymous memory core and engines have meanwhile. `--layers=N` makes it smaller,
 * `--probe=no` ends the import when it would be loaded, which takes as much memory as the model needs.
 */
import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { openTestCore } from '../src/core/test-support/open-test-core.ts';
import { tensorShapes, valueCount } from '../src/engine/graph/checkpoint.ts';
import { parseCheckpointConfig } from '../src/engine/graph/checkpoint-config.ts';
import type { ModelProgress } from '../src/shared/models-view.ts';
import type { MostMegabytes } from './anonymous-memory.ts';
import { benchFlag, reportBench, rounded } from './measurements.ts';

const layers = Number(benchFlag('layers', '48'));
const probes = benchFlag('probe', 'yes') !== 'no';
const goalMb = 1_500;
const steps = ['looking', 'copying', 'checking', 'converting', 'trying'] as const;
/** In these the goal holds; what is tried needs what the model needs. */
const goalSteps = steps.slice(0, 4);
const bundled = resolve(import.meta.dirname, '../models/palimpsest-mini');
const folder = mkdtempSync(join(tmpdir(), 'palimpsest-import-bench-'));
const modelDir = join(folder, 'xl');

/** Halves of either sign between 2^-6 and 2^-5, about as large as trained weights are. */
function fillWithWeights(bytes: Uint8Array): void {
  randomFillSync(bytes);
  const pairs = new Uint32Array(bytes.buffer, 0, bytes.byteLength / 4);
  for (let index = 0; index < pairs.length; index++) {
    pairs[index] = ((pairs[index] as number) & 0x83ff83ff) | 0x24002400;
  }
}

function writeModel(): number {
  mkdirSync(modelDir);
  const config = {
    model_type: 'gpt2',
    n_layer: layers,
    n_head: 25,
    n_embd: 1_600,
    vocab_size: 50_257,
    n_positions: 1_024,
  };
  writeFileSync(join(modelDir, 'config.json'), JSON.stringify(config));
  for (const name of ['tokenizer.json', 'tokenizer_config.json'])
    copyFileSync(join(bundled, name), join(modelDir, name));
  const header: Record<string, unknown> = {};
  let dataBytes = 0;
  for (const [name, shape] of tensorShapes(parseCheckpointConfig(JSON.stringify(config)))) {
    const end = dataBytes + 2 * valueCount(shape);
    header[name] = { dtype: 'F16', shape, data_offsets: [dataBytes, end] };
    dataBytes = end;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.byteLength));
  const path = join(modelDir, 'model.safetensors');
  const file = openSync(path, 'w');
  writeSync(file, Buffer.concat([length, json]));
  const piece = new Uint8Array(8 * 1024 * 1024);
  for (let written = 0; written < dataBytes; ) {
    fillWithWeights(piece);
    written += writeSync(file, piece, 0, Math.min(piece.byteLength, dataBytes - written));
  }
  closeSync(file);
  return statSync(path).size;
}

const shared = new SharedArrayBuffer(4);
const step = new Int32Array(shared);
const startedMs = new Map<string, number>();
function enter(name: (typeof steps)[number]): void {
  if (startedMs.has(name)) return;
  startedMs.set(name, performance.now());
  Atomics.store(step, 0, steps.indexOf(name));
}

try {
  const fileBytes = writeModel();
  const test = await openTestCore({ dataDir: join(folder, 'data') });
  await test.until(() => test.appEvents.some((event) => 'engine' in event && event.engine.type === 'ready'));
  const watcher = new Worker(new URL('./anonymous-memory.ts', import.meta.url), { workerData: shared });
  await new Promise((resolveOnline) => watcher.once('online', resolveOnline));
  enter('looking');
  const importing = test.page.stream('models.import', { path: modelDir }, (progress: ModelProgress) => {
    if (progress.step !== 'receiving') enter(progress.step);
    if (progress.step === 'trying' && !probes) importing.cancel();
  });
  const imported = await importing.result;
  if ((imported === null) === probes) throw new Error('It was not imported.');
  const endedMs = performance.now();
  const most = await new Promise<MostMegabytes>((resolveMost) => {
    watcher.once('message', resolveMost);
    watcher.postMessage('end');
  });
  await test.close();
  const tookMs = (index: number) => {
    const from = startedMs.get(steps[index] as string);
    const to = steps.slice(index + 1).flatMap((name) => startedMs.get(name) ?? [])[0] ?? endedMs;
    return from === undefined ? null : to - from;
  };
  const mostMb = Math.max(...goalSteps.map((_, index) => most[index]?.together ?? 0));
  reportBench({
    bench: 'import-model',
    conditions: { layers, fileMegabytes: rounded(fileBytes / 1e6, 0), probes: String(probes) },
    rows: steps.map((name, index) => ({
      step: name,
      seconds: tookMs(index) === null ? null : rounded((tookMs(index) as number) / 1_000),
      ...Object.fromEntries(
        (['core', 'engine', 'together'] as const).map((who) => [`${who}, MB`, rounded(most[index]?.[who] ?? 0, 0)]),
      ),
    })),
    figure: `at most ${rounded(mostMb, 0)} MB of anonymous memory in all processes until it is tried (to reach: ${goalMb})`,
    isReached: process.platform === 'linux' ? mostMb <= goalMb : null,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
