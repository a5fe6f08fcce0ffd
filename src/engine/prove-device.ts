import type { DeviceProof } from '../shared/engine-contract.ts';
import { CoreError } from '../shared/wire.ts';
import { relativeDifference } from './append-probe.ts';
import { causeOf, tellingDeviceFailure } from './device-failure.ts';
import { hostPurposes } from './graph/graph-purposes.ts';
import { type ImportedModel, importCheckpoint } from './graph/import-checkpoint.ts';
import type { KvCache } from './kv-cache.ts';
import { openProvenSession } from './load-model.ts';
import { type Provider, toleranceOf } from './provider.ts';
import type { ProviderKind } from './provider-kind.ts';
import { type ModelSession, openSession } from './session.ts';
import { withCache } from './with-cache.ts';

// Enough for a median that one slow step does not move.
const mostSteps = 24;
const fewestSteps = 5;
const mostMs = 1_500;

export interface ProveDeviceOptions {
  readonly modelDir: string;
  readonly graphsDir: string;
  readonly kind: ProviderKind;
  readonly threadCount: number;
  readonly onLog: (line: string) => void;
}

/**
 * Proves that a device computes a model as the CPU does, and measures both. The weights are held by one of them at a time. Throws
 * CoreError `deviceNotFound` where there is none, `deviceDiffers` where its numbers are others, `deviceFailed` when it fails,
 * and what `importCheckpoint` says of a model that cannot be used.
 */
export async function proveDevice(options: ProveDeviceOptions): Promise<DeviceProof> {
  const { modelDir, graphsDir, kind, threadCount, onLog } = options;
  const [graphMode = 'device'] = kind.graphModes;
  // First, since it is soon known that there is none.
  const provider = await kind.open(graphMode, { threadCount }).catch((error: unknown) => {
    throw new CoreError('deviceNotFound', { device: kind.name, cause: causeOf(error) });
  });
  try {
    const model = await importCheckpoint(modelDir, graphsDir, { onLog, purposes: [...hostPurposes, graphMode] });
    const host = await openProvenSession(model, { threadCount, onLog });
    const expected = await measure(host, []).finally(async () => {
      await host.close();
      await host.provider.close();
    });
    const actual = await tellingDeviceFailure(kind, () => measureOn(provider, model, expected.outputs));
    return {
      checkpointHash: model.checkpointHash,
      largestDifference: actual.largestDifference,
      decodeTokensPerSecond: actual.tokensPerSecond,
      cpuTokensPerSecond: expected.tokensPerSecond,
    };
  } finally {
    await provider.close();
  }
}

async function measureOn(
  provider: Provider,
  model: ImportedModel,
  expected: readonly Float32Array[],
): Promise<Measured> {
  const session = await openSession(model, provider);
  return measure(session, expected).finally(() => session.close());
}

interface Measured {
  /** Copies of all that was compared, in order. */
  readonly outputs: readonly Float32Array[];
  /** 0 where there was nothing to compare with. */
  readonly largestDifference: number;
  readonly tokensPerSecond: number;
}

/** Takes the probe and then some single steps for the time; compares each output at once, so that what is wrong ends it soon. */
async function measure(session: ModelSession, expected: readonly Float32Array[]): Promise<Measured> {
  const outputs: Float32Array[] = [];
  let largestDifference = 0;
  const allowed = toleranceOf(session.provider, session.model.precision);
  const take = (output: Float32Array) => {
    const known = expected[outputs.length];
    outputs.push(Float32Array.from(output));
    if (!known) return;
    const difference = relativeDifference(output, known);
    // What is no number is no small difference either.
    if (!(difference <= allowed)) {
      const told = Number.isFinite(difference) ? difference : 1;
      throw new CoreError('deviceDiffers', { device: session.provider.name, difference: told, allowed });
    }
    largestDifference = Math.max(largestDifference, difference);
  };
  const tokensPerSecond = await withCache(session, async (cache) => {
    await probe(session, cache, take);
    return timeSteps(session, cache);
  });
  return { outputs, largestDifference, tokensPerSecond };
}

/**
 * Reads pieces of all kinds (kernels differ by how many tokens they are given), steps, rewinds, and forks; then reads rows back.
 * Every shape that answers need is compiled by it, too.
 */
async function probe(session: ModelSession, cache: KvCache, take: (output: Float32Array) => void): Promise<void> {
  const { windowTokens } = session.cacheShape;
  let nextId = 13;
  const read = async (target: KvCache, tokenCount: number) => {
    if (target.length + tokenCount > windowTokens) return;
    const ids = Array.from({ length: tokenCount }, () => {
      nextId = (nextId + 7_919) % session.model.config.vocabularySize;
      return nextId;
    });
    take((await session.run(target, ids, { logitsAt: 'last' })).last);
  };
  for (const tokenCount of [1, 1, 1, 1, 5, 16, 40, 1, 1, 1, 1]) await read(cache, tokenCount);
  cache.rewindTo(Math.floor(cache.length / 2));
  for (const tokenCount of [3, 1, 1]) await read(cache, tokenCount);
  const fork = await cache.fork(cache.length - 1);
  await withCache({ openCache: () => fork }, async () => {
    for (const tokenCount of [2, 1]) await read(fork, tokenCount);
    // A fork that shared rows with this one would have changed them.
    await read(cache, 1);
    const { keys, values } = await fork.store.read(fork.length);
    for (const rows of [...keys, ...values]) take(rows);
  });
  // Room for the steps that are timed.
  cache.rewindTo(Math.min(cache.length, windowTokens - 1));
}

/** The median of some steps, as a speed. At the same length everywhere. */
async function timeSteps(session: ModelSession, cache: KvCache): Promise<number> {
  const stepsMs: number[] = [];
  const endsAt = performance.now() + mostMs;
  const length = cache.length;
  // The first one is not counted: whatever is made for the first step of its kind is made then.
  for (let step = 0; step <= mostSteps && (step <= fewestSteps || performance.now() < endsAt); step++) {
    const startedAt = performance.now();
    await session.run(cache, [step % session.model.config.vocabularySize], { logitsAt: 'last' });
    if (step > 0) stepsMs.push(performance.now() - startedAt);
    cache.rewindTo(length);
  }
  stepsMs.sort((one, other) => one - other);
  return 1_000 / (stepsMs[Math.floor(stepsMs.length / 2)] as number);
}
