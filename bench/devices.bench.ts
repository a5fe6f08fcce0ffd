/**
 * What there is to compute on, compared: the CPU, and the GPU by each of the three graphs that keep the cache on it. For each: the
 * first token of a first chat (shaders are compiled then) and of a next one, the first token of a follow-up, decoding, bytes of
 * weights and cache on the device and, by an estimate, of what attention needs beside them, and how far its numbers are from the
 * CPU's. Each is measured in a process of its own, with random weights in the
 * shape of GPT-2 with 124 million parameters, and with the model that the application ships with.
 *
 * `--tiny` measures a small random model only; `--software` offers a software adapter where a browser has one; `--model=DIR` another
 * checkpoint; `--folder=DIR` keeps models and graphs between runs; `--threads=N` for the CPU.
 *
 * On a machine without this project: `npx vite build --ssr bench/devices.bench.ts --outDir DIR`, and DIR with onnxruntime-node and
 * onnxruntime-common in DIR/node_modules.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { engineEnvironment } from '../src/core/engine-environment.ts';
import { relativeDifference } from '../src/engine/append-probe.ts';
import { openCpuProvider } from '../src/engine/cpu-provider.ts';
import { probe } from '../src/engine/device-probe.ts';
import { fastestSteps } from '../src/engine/fastest-steps.ts';
import { devicePurposes } from '../src/engine/graph/graph-purposes.ts';
import { importCheckpoint } from '../src/engine/graph/import-checkpoint.ts';
import type { KvCache } from '../src/engine/kv-cache.ts';
import { defaultThreadCount } from '../src/engine/load-model.ts';
import { PrefillPace, prefill } from '../src/engine/prefill.ts';
import { toleranceOf } from '../src/engine/provider.ts';
import { largestIndex } from '../src/engine/sampler.ts';
import { type ModelSession, openSession } from '../src/engine/session.ts';
import { writeRandomCheckpoint } from '../src/engine/test-support/random-checkpoint.ts';
import { offerSoftwareAdapter } from '../src/engine/test-support/software-adapter.ts';
import { openWebgpuProvider } from '../src/engine/webgpu-provider.ts';
import { withCache } from '../src/engine/with-cache.ts';
import { tellAlone } from './alone.ts';
import { attentionBytes } from './device-temporaries.ts';
import { benchFlag, median, type Row, reportBench, rounded } from './measurements.ts';

const forms = ['cpu', ...devicePurposes] as const;
type Form = (typeof forms)[number];

interface Task {
  readonly form: Form;
  readonly modelDir: string;
  readonly folder: string;
  readonly threadCount: number;
  readonly promptTokens: number;
  readonly followUpTokens: number;
}

interface Measured {
  readonly loadMs: number;
  readonly firstTokenMs: number;
  readonly nextChatFirstTokenMs: number;
  readonly followUpFirstTokenMs: number;
  readonly tokensPerSecond: number;
  /** Held on the device; 0 for the CPU. */
  readonly weightsAndCacheBytes: number;
  /** Needed there for a moment beside them, by an estimate; see `attentionBytes`. */
  readonly attentionBytes: number;
  readonly largestDifference: number;
  readonly allowedDifference: number;
}

type Told = { readonly measured: Measured } | { readonly failure: string };

const isTiny = process.argv.includes('--tiny');
const rounds = 3;
/** As the application gives a device at most; shorter than any that it gives the CPU. */
const longestComparedPiece = 256;
/** A driver that compiles for minutes is told as it is, one that hangs as well. */
const mostMs = 600_000;

async function main(): Promise<void> {
  if (process.argv.includes('--software')) offerSoftwareAdapter();
  const keptFolder = benchFlag('folder', '');
  const folder = keptFolder || mkdtempSync(join(tmpdir(), 'palimpsest-bench-'));
  mkdirSync(folder, { recursive: true });
  const threadCount = Number(benchFlag('threads', String(defaultThreadCount())));
  const rows: Row[] = [];
  const figures: string[] = [];
  try {
    for (const modelDir of modelDirs(folder)) {
      const told = new Map<Form, Told>();
      for (const form of forms) {
        told.set(form, await measureAlone({ ...taskOf(modelDir), form, modelDir, folder, threadCount }));
        console.log(`${basename(modelDir)} ${form}: ${JSON.stringify(told.get(form))}`);
      }
      rows.push(...rowsOf(basename(modelDir), told));
      figures.push(`${basename(modelDir)}: ${verdictOf(told)}`);
    }
  } finally {
    if (!keptFolder) rmSync(folder, { recursive: true, force: true });
  }
  const figure = figures.join('; ');
  if (isTiny) {
    // It shows that all of it works; its numbers are kept by nobody.
    console.table(rows);
    return console.log(figure);
  }
  const machine = `${process.platform} ${process.arch}, ${cpus()[0]?.model.trim() ?? 'an unknown processor'}`;
  reportBench({ bench: 'devices', conditions: { machine, threadCount, rounds }, rows, figure, isReached: null });
}

/** The checkpoints that are measured; random ones are written when they are not there yet. */
function modelDirs(folder: string): string[] {
  const named = benchFlag('model', '');
  if (named) return [named];
  const random = (name: string, config: object) => {
    const modelDir = join(folder, name);
    if (!existsSync(join(modelDir, 'model.safetensors')))
      writeRandomCheckpoint(modelDir, { config: { ...config }, seed: 124, spread: 0.035 });
    return modelDir;
  };
  if (isTiny) return [random('tiny-random', { n_layer: 2, n_head: 4, n_embd: 64, vocab_size: 512, n_positions: 256 })];
  const shipped = join(import.meta.dirname, '../models/palimpsest-mini');
  return [random('gpt2-124m-random', { vocab_size: 50257 }), ...(existsSync(shipped) ? [shipped] : [])];
}

/** A prompt as a chat has it, within the window of any of them. */
function taskOf(modelDir: string): Pick<Task, 'promptTokens' | 'followUpTokens'> {
  if (isTiny) return { promptTokens: 60, followUpTokens: 12 };
  const { n_positions: windowTokens = 1024 } = JSON.parse(readFileSync(join(modelDir, 'config.json'), 'utf8'));
  return { promptTokens: windowTokens / 2, followUpTokens: 32 };
}

/** In a process of its own, as the engine has one: what a driver does to it is told, and nothing is warm. */
function measureAlone(task: Task): Promise<Told> {
  const env = { ...engineEnvironment(process.env, process.platform), PALIMPSEST_BENCH_TASK: JSON.stringify(task) };
  const script = process.argv[1] as string;
  return tellAlone<Told>({ script, args: process.argv.slice(2), env, limitMs: mostMs });
}

async function answerTask(task: Task): Promise<void> {
  const told: Told = await measure(task).then(
    (measured) => ({ measured }),
    (error: unknown) => ({ failure: error instanceof Error ? error.message : String(error) }),
  );
  process.send?.(told, () => process.exit(0));
}

async function measure(task: Task): Promise<Measured> {
  const { form, modelDir, folder, threadCount } = task;
  const purpose = form === 'cpu' ? 'inPlace' : form;
  const model = await importCheckpoint(modelDir, join(folder, 'graphs'), { purposes: ['inPlace', ...devicePurposes] });
  const startedAt = performance.now();
  const device = form === 'cpu' ? null : await openWebgpuProvider(form, threadCount);
  const processor = device ?? openCpuProvider('inPlace', threadCount);
  // As the application has it: the CPU may find the largest logit without all of the head.
  const session = await openSession(model, processor, { opensGreedyHead: true });
  const loadMs = performance.now() - startedAt;
  const pace = new PrefillPace(model.parameterCount, session.provider.mostTokensAtOnce);
  const promptIds = idsFor(session, task.promptTokens);
  const firstTokenMs = await withCache(session, (cache) => readMs(session, cache, promptIds, pace));
  const measured = await withCache(session, async (cache) => {
    const nextChatFirstTokenMs = await readMs(session, cache, promptIds, pace);
    const tokensPerSecond = await fastestSteps(session, cache);
    const held = cache.length;
    const followUps: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      cache.rewindTo(held);
      const ms = await readMs(session, cache, idsFor(session, task.followUpTokens), pace);
      if (round > 0) followUps.push(ms);
    }
    const weightsAndCacheBytes = device ? model.weightBytes + device.memory.heldBytes : 0;
    return { nextChatFirstTokenMs, tokensPerSecond, followUpFirstTokenMs: median(followUps), weightsAndCacheBytes };
  });
  const expectedFile = join(folder, `${basename(modelDir)}-expected.f32`);
  const largestDifference = await compare(session, purpose === 'inPlace' ? null : expectedFile, expectedFile);
  const allowedDifference = toleranceOf(session.provider, model.precision);
  const longest = { newTokens: Math.min(task.promptTokens, processor.mostTokensAtOnce), allTokens: task.promptTokens };
  const temporaries = form === 'cpu' ? 0 : attentionBytes(form, model.config, longest);
  return { loadMs, firstTokenMs, ...measured, attentionBytes: temporaries, largestDifference, allowedDifference };
}

function idsFor({ model }: ModelSession, count: number): number[] {
  return Array.from({ length: count }, (_, index) => (index * 7_919) % model.config.vocabularySize);
}

/** Until there are logits after the last of the ids: the first token is chosen from them. */
async function readMs(
  session: ModelSession,
  cache: KvCache,
  ids: readonly number[],
  pace: PrefillPace,
): Promise<number> {
  const startedAt = performance.now();
  const { signal } = new AbortController();
  const { logits } = await prefill(session, cache, ids, { pace, signal, wantsLogits: true });
  largestIndex(logits as Float32Array);
  return performance.now() - startedAt;
}

/** The probe's outputs against those that the CPU has left; the CPU, which has nothing to compare with, leaves them. */
async function compare(session: ModelSession, knownFile: string | null, leftFile: string): Promise<number> {
  const outputs: Float32Array[] = [];
  const take = (output: Float32Array) => outputs.push(Float32Array.from(output));
  await withCache(session, (cache) => probe(session, cache, { longestPiece: longestComparedPiece, take }));
  if (knownFile === null) {
    writeFileSync(leftFile, Buffer.concat(outputs.map(({ buffer }) => new Uint8Array(buffer))));
    return 0;
  }
  const known = new Float32Array(new Uint8Array(readFileSync(knownFile)).buffer);
  let offset = 0;
  let largest = 0;
  for (const output of outputs) {
    const difference = relativeDifference(output, known.subarray(offset, offset + output.length));
    largest = Number.isFinite(difference) ? Math.max(largest, difference) : Number.POSITIVE_INFINITY;
    offset += output.length;
  }
  return largest;
}

const names: Readonly<Record<Form, string>> = {
  cpu: 'cpu',
  device: 'webgpu, heads as blocks',
  deviceHeads: 'webgpu, heads apart',
  deviceFused: 'webgpu, fused attention',
};

function rowsOf(model: string, told: ReadonlyMap<Form, Told>): Row[] {
  return [...told].map(([form, each]): Row => {
    const named = { model, on: names[form] };
    if ('failure' in each) return { ...named, isRight: each.failure };
    const { measured } = each;
    return {
      ...named,
      isRight: isRight(measured) ? 'yes' : 'NO',
      largestDifference: Number(measured.largestDifference.toPrecision(2)),
      loadMs: rounded(measured.loadMs, 0),
      firstTokenMs: rounded(measured.firstTokenMs, 0),
      nextChatFirstTokenMs: rounded(measured.nextChatFirstTokenMs, 0),
      followUpFirstTokenMs: rounded(measured.followUpFirstTokenMs),
      tokensPerSecond: rounded(measured.tokensPerSecond),
      weightsAndCacheMB: rounded(measured.weightsAndCacheBytes / 1e6, 0),
      attentionMB: rounded(measured.attentionBytes / 1e6),
    };
  });
}

function isRight({ largestDifference, allowedDifference }: Measured): boolean {
  return largestDifference <= allowedDifference;
}

/** The fastest that computes right, by decoding; the CPU is one of them. */
function verdictOf(told: ReadonlyMap<Form, Told>): string {
  const right = [...told].flatMap(([form, each]) =>
    'measured' in each && isRight(each.measured) ? [{ form, speed: each.measured.tokensPerSecond }] : [],
  );
  const [fastest] = right.sort((one, other) => other.speed - one.speed);
  const cpuSpeed = right.find(({ form }) => form === 'cpu')?.speed;
  if (!fastest) return 'nothing computes right';
  const times = cpuSpeed === undefined ? '' : `, ${rounded(fastest.speed / cpuSpeed, 2)} x the CPU`;
  return `fastest and right is ${names[fastest.form]} (${rounded(fastest.speed)} tokens a second${times})`;
}

const { PALIMPSEST_BENCH_TASK: given } = process.env;
if (given) await answerTask(JSON.parse(given));
else await main();
