import type { DeviceProof } from '../shared/engine-contract.ts';
import { CoreError } from '../shared/wire.ts';
import { relativeDifference } from './append-probe.ts';
import { availableMemory } from './available-memory.ts';
import { openChooser } from './chooser.ts';
import { openDevice, tellingDeviceFailure } from './device-failure.ts';
import { probe } from './device-probe.ts';
import { hostPurposes } from './graph/graph-purposes.ts';
import { type ImportedModel, importCheckpoint } from './graph/import-checkpoint.ts';
import type { KvCache } from './kv-cache.ts';
import { openProvenSession } from './load-model.ts';
import { openPlainStepper } from './plain-stepper.ts';
import type { Precision } from './precision.ts';
import { type Provider, toleranceOf } from './provider.ts';
import type { ProviderKind } from './provider-kind.ts';
import { openScreenedStepper } from './screened-stepper.ts';
import { greedySampling, tryScreening } from './screening-trial.ts';
import { type ModelSession, openSession } from './session.ts';
import type { Stepper } from './stepper.ts';
import { withCache } from './with-cache.ts';

// Enough for a median that one slow step does not move.
const mostSteps = 24;
const fewestSteps = 5;
const mostMs = 1_500;

export interface ProveDeviceOptions {
  readonly modelDir: string;
  readonly graphsDir: string;
  readonly kind: ProviderKind;
  /** What it is compared with. Defaults to the CPU. */
  readonly host?: ProviderKind;
  /** Defaults to `defaultPrecision`. */
  readonly precision?: Precision | undefined;
  readonly threadCount: number;
  readonly onLog: (line: string) => void;
}

/**
 * Proves that a device computes a model as the CPU does, and measures both. The weights are held by one of them at a time. Throws
 * CoreError `deviceNotFound` where there is none, `deviceDiffers` where its numbers are others, `deviceFailed` when it fails,
 * and what `importCheckpoint` says of a model that cannot be used.
 */
export async function proveDevice(options: ProveDeviceOptions): Promise<DeviceProof> {
  const { modelDir, graphsDir, precision, kind, threadCount, onLog } = options;
  const [graphMode = 'device'] = kind.graphModes;
  // First, since it is soon known that there is none.
  const provider = await openDevice(kind, graphMode, { threadCount });
  try {
    // Beside the engine that answers.
    const purposes = [...hostPurposes, graphMode];
    const wanted = { precision, onLog, availableBytes: await availableMemory(), purposes };
    const model = await importCheckpoint(modelDir, graphsDir, wanted);
    const host = await openProvenSession(model, { threadCount, onLog }, options.host);
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
    return fastestSteps(session, cache);
  });
  return { outputs, largestDifference, tokensPerSecond };
}

/** As an answer is written: with the greedy head, where there is one and that is faster. */
async function fastestSteps(session: ModelSession, cache: KvCache): Promise<number> {
  const chooser = openChooser(greedySampling, []);
  const plain = await timeSteps(session, cache, openPlainStepper(session, cache, chooser));
  const screening = await tryScreening(session);
  if (!screening) return plain;
  return Math.max(plain, await timeSteps(session, cache, openScreenedStepper(session, cache, chooser, screening)));
}

/** The median of some steps, as a speed. At the same length everywhere. */
async function timeSteps(session: ModelSession, cache: KvCache, stepper: Stepper): Promise<number> {
  const stepsMs: number[] = [];
  const endsAt = performance.now() + mostMs;
  const length = cache.length;
  // The first one is not counted: whatever is made for the first step of its kind is made then.
  for (let step = 0; step <= mostSteps && (step <= fewestSteps || performance.now() < endsAt); step++) {
    const startedAt = performance.now();
    await stepper.next(step % session.model.config.vocabularySize);
    if (step > 0) stepsMs.push(performance.now() - startedAt);
    cache.rewindTo(length);
  }
  stepsMs.sort((one, other) => one - other);
  return 1_000 / (stepsMs[Math.floor(stepsMs.length / 2)] as number);
}
