import type { DeviceProof } from '../shared/engine-contract.ts';
import { CoreError } from '../shared/wire.ts';
import { relativeDifference } from './append-probe.ts';
import { availableMemory } from './available-memory.ts';
import { openDevice, tellingDeviceFailure } from './device-failure.ts';
import { probe } from './device-probe.ts';
import { fastestSteps } from './fastest-steps.ts';
import { hostPurposes } from './graph/graph-purposes.ts';
import { type ImportedModel, importCheckpoint } from './graph/import-checkpoint.ts';
import { openProvenSession } from './load-model.ts';
import type { Precision } from './precision.ts';
import { type Provider, toleranceOf } from './provider.ts';
import type { ProviderKind } from './provider-kind.ts';
import { type ModelSession, openSession } from './session.ts';
import { withCache } from './with-cache.ts';

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
 * Proves that a device computes a model as the CPU does, and has room for what answers hold, and measures both. The weights are held
 * by one of them at a time, since they are held by the engine that answers as well: so the steps of the two are measured one
 * after the other and not in turns, and whoever asks sees to it that nothing else computes meanwhile. Throws
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
    const expected = await measure(host, { longestPiece: provider.mostTokensAtOnce, expected: [] }).finally(
      async () => {
        await host.close();
        await host.provider.close();
      },
    );
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
  try {
    return await beside(session, 2, () => measure(session, { longestPiece: provider.mostTokensAtOnce, expected }));
  } finally {
    await session.close();
  }
}

/** With so many caches of whole windows, as answers may hold them: a device that has no room for them would be lost in an answer. */
async function beside<Result>(session: ModelSession, cacheCount: number, work: () => Promise<Result>): Promise<Result> {
  if (cacheCount === 0) return work();
  return withCache(session, async (cache) => {
    await cache.reserve(session.cacheShape.windowTokens);
    return beside(session, cacheCount - 1, work);
  });
}

interface Measured {
  /** Copies of all that was compared, in order. */
  readonly outputs: readonly Float32Array[];
  /** 0 where there was nothing to compare with. */
  readonly largestDifference: number;
  readonly tokensPerSecond: number;
}

interface MeasureOptions {
  /** The same for both: numbers are compared piece by piece. */
  readonly longestPiece: number;
  readonly expected: readonly Float32Array[];
}

/** Takes the probe and then some single steps for the time; compares each output at once, so that what is wrong ends it soon. */
async function measure(session: ModelSession, { longestPiece, expected }: MeasureOptions): Promise<Measured> {
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
    await probe(session, cache, { longestPiece, take });
    return fastestSteps(session, cache);
  });
  return { outputs, largestDifference, tokensPerSecond };
}
