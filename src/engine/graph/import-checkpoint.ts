import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MemoryNeed } from '../../shared/models-view.ts';
import { CoreError } from '../../shared/wire.ts';
import { memoryNeedOf } from '../memory-need.ts';
import { defaultPrecision, type Precision } from '../precision.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { CheckpointConfig } from './checkpoint-config.ts';
import { hashCheckpoint } from './checkpoint-memory.ts';
import { graphVersion } from './gpt2-graph.ts';
import { addToManifest, isUndamaged, isWhole, manifestNames, writeManifest } from './graph-integrity.ts';
import { type GraphPurpose, graphPurposes, hostPurposes } from './graph-purposes.ts';
import { graphsFolderOf, makeGraphsDir, removeUnusedGraphs } from './graphs-folder.ts';
import {
  type GreedyHeadFacts,
  greedyHeadBlockSize,
  greedyHeadBytes,
  readGreedyHeadFacts,
  writeGreedyHead,
} from './greedy-head-file.ts';
import { countedBytes, type OnImportProgress, sum } from './import-progress.ts';
import { encodeOnnxFile, type Initializer } from './onnx-file.ts';
import { planWeights, weightsFileName, writeWeights } from './weights-file.ts';
import { writeSynced } from './whole-files.ts';

/** A checkpoint's graphs on disk, ready to be loaded. */
export interface ImportedModel {
  readonly checkpointHash: string;
  readonly config: CheckpointConfig;
  readonly parameterCount: number;
  readonly weightBytes: number;
  readonly precision: Precision;
  readonly folder: string;
  /** The file of one of the purposes that the import was asked for. */
  graphPath(purpose: GraphPurpose): string;
  /** What is known of the greedy head; null where the head is too small to be worth one. */
  readonly greedyHead: GreedyHeadFacts | null;
  /** False when the graphs were there already. */
  readonly isNew: boolean;
}

// A smaller head stays in the processor's caches, and is read faster than it is screened.
const defaultLeastScreenedBytes = 64 * 1024 * 1024;
// Beside the weights: the graphs with their small tensors, and room for the rest of the application to work.
const spareDiskBytes = 64 * 1024 * 1024;
// Each is lost only to another engine that has moved its own graphs in or damaged ones away in that very moment.
const mostAttempts = 5;

export interface ImportOptions {
  /** Defaults to `defaultPrecision`. */
  readonly precision?: Precision | undefined;
  /** What the graphs are for. Defaults to running on the host. */
  readonly purposes?: readonly GraphPurpose[];
  /** A head of at least so many bytes gets a greedy head beside it. Defaults to 64 MiB. */
  readonly leastScreenedBytes?: number;
  /** A checkpoint that would need more memory, in bytes, is refused. Defaults to none being refused. */
  readonly availableBytes?: number;
  /** Told of what is worth a line in a log. Defaults to nothing. */
  readonly onLog?: (line: string) => void;
  /** Told, every few megabytes, how far it is. Defaults to nothing. */
  readonly onProgress?: OnImportProgress;
}

/**
 * Turns a checkpoint into ONNX graphs in `graphsDir/<hash>-<precision>-v<version>`, unless they are there, whole and undamaged.
 * The folder appears at once or not at all, and a graph for a purpose that is new comes into it likewise. Removes graphs that nothing needs any more. Throws CoreError `badModel` for a
 * checkpoint that cannot be used, `diskFull` when there is no room, `badGraphsFolder` when `graphsDir` cannot be used.
 */
export async function importCheckpoint(
  modelDir: string,
  graphsDir: string,
  options: ImportOptions = {},
): Promise<ImportedModel> {
  const { precision = defaultPrecision, purposes = hostPurposes, onLog = () => {}, onProgress } = options;
  const { leastScreenedBytes = defaultLeastScreenedBytes, availableBytes = Number.POSITIVE_INFINITY } = options;
  const checkpoint = await openCheckpoint(modelDir);
  try {
    requireMemory(memoryNeedOf(checkpoint, precision, availableBytes));
    await makeGraphsDir(graphsDir);
    const { hash: checkpointHash, goneHashes, remember } = await hashCheckpoint(modelDir, graphsDir, onProgress);
    await removeUnusedGraphs(graphsDir, { keptHash: checkpointHash, goneHashes, now: Date.now() });
    await remember();
    const folder = graphsFolderOf(graphsDir, checkpointHash, precision);
    const isThere = await isWhole(folder);
    const isNew = !isThere || !(await isUndamaged(folder, Date.now()));
    if (isThere && isNew) {
      onLog('The prepared graphs are damaged: their content is not what was written. They are written again.');
      // Before, since there may not be room for both.
      await removeAtOnce(folder);
    }
    const wanted = { checkpoint, precision, purposes };
    if (isNew) await buildFolder(wanted, { checkpointHash, folder, graphsDir, leastScreenedBytes, onProgress });
    else await addMissingGraphs(wanted, folder);
    return {
      checkpointHash,
      config: checkpoint.config,
      parameterCount: checkpoint.parameterCount,
      weightBytes: checkpoint.parameterCount * precision.bytesPerWeight,
      precision,
      folder,
      graphPath: (purpose) => join(folder, graphPurposes[purpose].fileName),
      greedyHead: await readGreedyHeadFacts(folder),
      isNew,
    };
  } finally {
    await checkpoint.close();
  }
}

/** Removes graphs that turned out to be unusable, so that the next import writes them again. */
export async function discardGraphs(model: ImportedModel): Promise<void> {
  await removeAtOnce(model.folder);
}

interface Wanted {
  readonly checkpoint: Checkpoint;
  readonly precision: Precision;
  readonly purposes: readonly GraphPurpose[];
}

interface Destination {
  readonly checkpointHash: string;
  readonly folder: string;
  readonly graphsDir: string;
  readonly leastScreenedBytes: number;
  readonly onProgress: OnImportProgress | undefined;
}

async function buildFolder(wanted: Wanted, destination: Destination): Promise<void> {
  const { checkpoint, precision, purposes } = wanted;
  const { checkpointHash, folder, graphsDir } = destination;
  const plan = planWeights(checkpoint.config, precision);
  const blockSize = screeningBlockSize(checkpoint.config, precision, destination.leastScreenedBytes);
  const greedyBytes = blockSize === undefined ? 0 : greedyHeadBytes(checkpoint.config, blockSize);
  await requireDiskSpace(graphsDir, plan.fileBytes + greedyBytes + spareDiskBytes);
  // Written, and read again for the manifest's hashes.
  const writtenBytes = sum(plan.placements.map(({ byteLength }) => byteLength));
  const count = countedBytes(
    'converting',
    writtenBytes + plan.fileBytes + 2 * greedyBytes,
    destination.onProgress ?? (() => {}),
  );
  const temporary = temporaryPath(graphsDir);
  await fs.mkdir(temporary);
  try {
    const weights = await fs.open(join(temporary, weightsFileName), 'w');
    const initializers = await writeWeights(checkpoint, plan, weights, count).finally(async () => {
      await weights.sync();
      await weights.close();
    });
    const names: string[] = [weightsFileName];
    for (const purpose of purposes) {
      const { fileName } = graphPurposes[purpose];
      const bytes = graphBytes(wanted, purpose, initializers, blockSize !== undefined);
      await writeSynced(join(temporary, fileName), bytes);
      names.push(fileName);
    }
    if (blockSize !== undefined) {
      names.push(...(await writeGreedyHead(checkpoint, initializers, temporary, blockSize)));
      count(greedyBytes);
    }
    await writeManifest(temporary, names, { checkpointHash, graphVersion }, count);
    await moveIntoPlace(temporary, folder);
  } catch (error) {
    await fs.rm(temporary, { recursive: true, force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw diskFull(plan.fileBytes);
    throw error;
  }
}

/** Graphs for purposes that nobody had when the folder was written: on the weights that lie there. */
async function addMissingGraphs(wanted: Wanted, folder: string): Promise<void> {
  const { checkpoint, precision, purposes } = wanted;
  const there = new Set(await manifestNames(folder));
  const missing = purposes.filter((purpose) => !there.has(graphPurposes[purpose].fileName));
  if (missing.length === 0) return;
  const initializers = await writeWeights(checkpoint, planWeights(checkpoint.config, precision), null);
  const hasGreedyHead = (await readGreedyHeadFacts(folder)) !== null;
  for (const purpose of missing) {
    const bytes = graphBytes(wanted, purpose, initializers, hasGreedyHead);
    await addToManifest(folder, graphPurposes[purpose].fileName, bytes);
  }
}

function graphBytes(
  { checkpoint: { config }, precision: { cacheType } }: Wanted,
  purpose: GraphPurpose,
  initializers: readonly Initializer[],
  hasGreedyHead: boolean,
): Uint8Array {
  const { build, canGiveRows } = graphPurposes[purpose];
  return encodeOnnxFile(build(config, initializers, { cacheType, givesRows: canGiveRows && hasGreedyHead }));
}

/** An engine that is about to end may be here at the same moment, with the same result: what is whole is left to its readers. */
async function moveIntoPlace(temporary: string, folder: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fs.rename(temporary, folder);
    } catch (error) {
      if (await isWhole(folder)) return fs.rm(temporary, { recursive: true, force: true });
      if (attempt === mostAttempts) throw error;
      await removeAtOnce(folder);
    }
  }
}

/**
 * Takes a folder of graphs away as a whole: were its files removed in its place, another engine could put its own there
 * meanwhile, and they would be removed with them. What stays under the other name is cleared away by a later import.
 */
async function removeAtOnce(folder: string): Promise<void> {
  const away = temporaryPath(dirname(folder));
  await fs.rename(folder, away).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await fs.rm(away, { recursive: true, force: true }).catch(() => {});
}

function temporaryPath(graphsDir: string): string {
  return join(graphsDir, `.${randomBytes(6).toString('hex')}.tmp`);
}

/** Bytes that the graphs of a checkpoint take on the disk, with room to work beside them. */
export function graphBytesOf(config: CheckpointConfig, precision: Precision): number {
  const blockSize = screeningBlockSize(config, precision, defaultLeastScreenedBytes);
  const greedyBytes = blockSize === undefined ? 0 : greedyHeadBytes(config, blockSize);
  return planWeights(config, precision).fileBytes + greedyBytes + spareDiskBytes;
}

function screeningBlockSize(
  config: CheckpointConfig,
  { bytesPerWeight }: Precision,
  leastScreenedBytes: number,
): number | undefined {
  const headBytes = bytesPerWeight * config.vocabularySize * config.embeddingSize;
  return headBytes < leastScreenedBytes ? undefined : greedyHeadBlockSize(config);
}

async function requireDiskSpace(folder: string, neededBytes: number): Promise<void> {
  // From Node 18.15; where it is missing (an older Electron), a full disk is told when it is met.
  if (typeof fs.statfs !== 'function') return;
  const { bavail, bsize } = await fs.statfs(folder);
  if (bavail * bsize < neededBytes) throw diskFull(neededBytes, bavail * bsize);
}

/** Weights are mapped and read whole for each token: more of them than there is memory would be read from the disk each time. */
function requireMemory({ neededBytes, availableBytes }: MemoryNeed): void {
  if (neededBytes > availableBytes)
    throw new CoreError('badModel', { reason: 'largerThanMemory', neededBytes, availableBytes });
}

function diskFull(neededBytes: number, freeBytes = 0): CoreError {
  return new CoreError('diskFull', { of: 'graphs', neededBytes, freeBytes });
}
