import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorDetails } from '../shared/errors.ts';
import { CoreError } from '../shared/wire.ts';
import { relativeDifference } from './append-probe.ts';
import type { KvCache } from './kv-cache.ts';
import { loadModel, unloadModel } from './load-model.ts';
import { toleranceOf } from './provider.ts';
import type { ProviderKind } from './provider-kind.ts';
import type { ModelSession } from './session.ts';
import { withCache } from './with-cache.ts';

export interface VerifyLogitsOptions {
  readonly modelDir: string;
  readonly graphsDir: string;
  readonly tokenLists: readonly (readonly number[])[];
  readonly outDir: string;
  /** Defaults to the CPU. */
  readonly provider?: ProviderKind | undefined;
  /** Told of each list that held. Defaults to nothing. */
  readonly onLog?: (line: string) => void;
}

/**
 * Writes, for each list, the logits after its last token, computed from an empty cache, to `logits-<i>.f32` (float32,
 * little-endian, [vocabulary]). Computes them again in other pieces, token by token, through rewinds and forks, and throws
 * CoreError `logitsDiffer` when one of these departs by more than the precision allows.
 */
export async function verifyLogits(options: VerifyLogitsOptions): Promise<void> {
  const { modelDir, graphsDir, provider, onLog = () => {} } = options;
  const { loaded } = await loadModel({ ...{ modelDir, graphsDir, onLog }, ...(provider && { provider }) });
  const { session } = loaded;
  const tolerance = toleranceOf(session.provider, session.model.precision);
  try {
    await mkdir(options.outDir, { recursive: true });
    for (const [index, ids] of options.tokenLists.entries()) {
      const cold = await inPieces(Math.min(coldPieceTokens, session.provider.mostTokensAtOnce))(session, ids);
      await writeFile(join(options.outDir, `logits-${index}.f32`), new Uint8Array(cold.buffer));
      let worst = 0;
      for (const [way, compute] of otherWays(ids)) {
        const difference = relativeDifference(await compute(session, ids), cold);
        if (!(difference <= tolerance)) throw differs(index, way, difference, tolerance);
        worst = Math.max(worst, difference);
      }
      onLog(`list ${index}: ${ids.length} tokens, largest difference ${worst.toExponential(1)} of the largest logit`);
    }
  } finally {
    await unloadModel(loaded);
  }
}

const coldPieceTokens = 512;
// Longer lists token by token would take minutes on a large model, and show nothing that shorter ones do not.
const singleStepTokens = 160;

type Way = ErrorDetails['logitsDiffer']['way'];
type Compute = (session: ModelSession, ids: readonly number[]) => Promise<Float32Array<ArrayBuffer>>;

function otherWays(ids: readonly number[]): ReadonlyMap<Way, Compute> {
  const ways: readonly (readonly [Way, Compute])[] = [
    ['tokenByToken', inPieces(1)],
    ['piecesOf7', inPieces(7)],
    ['piecesOf33', inPieces(33)],
    ['afterRewind', afterRewind],
    ['afterFork', afterFork],
  ];
  return new Map(ids.length <= singleStepTokens ? ways : ways.slice(1));
}

function inPieces(pieceTokens: number): Compute {
  return (session, ids) => withCache(session, (cache) => readInPieces(session, cache, ids, pieceTokens));
}

/** Reads two thirds, then other tokens in place of the rest, rewinds to the middle, and goes on with the right ones. */
async function afterRewind(session: ModelSession, ids: readonly number[]): Promise<Float32Array<ArrayBuffer>> {
  const twoThirds = Math.floor((ids.length * 2) / 3);
  const strangers = ids.slice(twoThirds).map((id) => (id + 1) % session.model.config.vocabularySize);
  return withCache(session, async (cache) => {
    await readInPieces(session, cache, [...ids.slice(0, twoThirds), ...strangers], 16);
    cache.rewindTo(Math.floor(ids.length / 2));
    return readInPieces(session, cache, ids, 13);
  });
}

/** Reads half, forks, lets the first cache go another way, and finishes in the fork; and the other way round. */
async function afterFork(session: ModelSession, ids: readonly number[]): Promise<Float32Array<ArrayBuffer>> {
  const half = Math.floor(ids.length / 2);
  const strangers = ids.slice(half).map((id) => (id + 1) % session.model.config.vocabularySize);
  return withCache(session, async (first) => {
    if (half > 0) await readInPieces(session, first, ids.slice(0, half), 19);
    const second = await first.fork();
    return withCache({ openCache: () => second }, async () => {
      await readInPieces(session, first, [...ids.slice(0, half), ...strangers], 8);
      return readInPieces(session, second, ids, 8);
    });
  });
}

/** Reads what `cache` does not hold yet of `ids`, and copies the logits after the last, [vocabulary]. */
async function readInPieces(
  session: ModelSession,
  cache: KvCache,
  ids: readonly number[],
  pieceTokens: number,
): Promise<Float32Array<ArrayBuffer>> {
  for (;;) {
    const end = Math.min(cache.length + pieceTokens, ids.length);
    const isLast = end === ids.length;
    const rows = await session.run(cache, ids.slice(cache.length, end), { logitsAt: isLast ? 'last' : 'none' });
    if (isLast) return Float32Array.from(rows.last);
  }
}

function differs(index: number, way: Way, difference: number, allowed: number): CoreError {
  return new CoreError('logitsDiffer', { index, way, difference, allowed });
}
