import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CoreError } from '../../shared/wire.ts';
import { type Checkpoint, locateCheckpoint, openCheckpoint } from './checkpoint.ts';
import type { CheckpointConfig } from './checkpoint-config.ts';
import { type AppendMode, buildGpt2Graph, graphVersion } from './gpt2-graph.ts';
import {
  type GreedyHeadFacts,
  greedyHeadBlockSize,
  greedyHeadBytes,
  readGreedyHeadFacts,
  writeGreedyHead,
} from './greedy-head-file.ts';
import { encodeOnnxFile } from './onnx-file.ts';
import { planWeights, weightsFileName, writeWeights } from './weights-file.ts';
import { writeSynced } from './whole-files.ts';

/** A checkpoint's graphs on disk, ready to be loaded. */
export interface ImportedModel {
  readonly checkpointHash: string;
  readonly config: CheckpointConfig;
  readonly parameterCount: number;
  readonly weightBytes: number;
  readonly graphPaths: Readonly<Record<AppendMode, string>>;
  readonly folder: string;
  /** What is known of the greedy head; null where the head is too small to be worth one. */
  readonly greedyHead: GreedyHeadFacts | null;
  /** False when the graphs were there already. */
  readonly isNew: boolean;
}

const graphFileNames: Readonly<Record<AppendMode, string>> = { inPlace: 'in-place.onnx', concat: 'concat.onnx' };
// A smaller head stays in the processor's caches, and is read faster than it is screened.
const defaultLeastScreenedBytes = 64 * 1024 * 1024;
const manifestName = 'manifest.json';
// Beside the weights: the graphs with their small tensors, and room for the rest of the application to work.
const spareDiskBytes = 64 * 1024 * 1024;

/**
 * Turns a checkpoint into ONNX graphs in `graphsDir/<hash>-fp32-v<version>`, unless they are there and whole. The folder
 * appears at once or not at all. Throws CoreError `badModel` for a checkpoint that cannot be used, `diskFull` when there is
 * no room. A head of at least `leastScreenedBytes` gets a greedy head beside it.
 */
export async function importCheckpoint(
  modelDir: string,
  graphsDir: string,
  leastScreenedBytes = defaultLeastScreenedBytes,
): Promise<ImportedModel> {
  const checkpoint = await openCheckpoint(modelDir);
  try {
    await fs.mkdir(graphsDir, { recursive: true });
    const checkpointHash = await hashCheckpoint(modelDir, graphsDir);
    const folder = join(graphsDir, `${checkpointHash.slice(0, 32)}-fp32-v${graphVersion}`);
    const isNew = !(await isWhole(folder));
    if (isNew) await buildFolder(checkpoint, { checkpointHash, folder, graphsDir, leastScreenedBytes });
    return {
      checkpointHash,
      config: checkpoint.config,
      parameterCount: checkpoint.parameterCount,
      weightBytes: checkpoint.parameterCount * 4,
      graphPaths: {
        inPlace: join(folder, graphFileNames.inPlace),
        concat: join(folder, graphFileNames.concat),
      },
      folder,
      greedyHead: await readGreedyHeadFacts(folder),
      isNew,
    };
  } finally {
    await checkpoint.close();
  }
}

/** Removes graphs that turned out to be unusable, so that the next import writes them again. */
export async function discardGraphs(model: ImportedModel): Promise<void> {
  await fs.rm(model.folder, { recursive: true, force: true });
}

interface Destination {
  readonly checkpointHash: string;
  readonly folder: string;
  readonly graphsDir: string;
  readonly leastScreenedBytes: number;
}

async function buildFolder(checkpoint: Checkpoint, destination: Destination): Promise<void> {
  const { checkpointHash, folder, graphsDir } = destination;
  const plan = planWeights(checkpoint.config);
  const blockSize = screeningBlockSize(checkpoint.config, destination.leastScreenedBytes);
  const greedyBytes = blockSize === undefined ? 0 : greedyHeadBytes(checkpoint.config, blockSize);
  await requireDiskSpace(graphsDir, plan.fileBytes + greedyBytes + spareDiskBytes);
  await removeAbandoned(graphsDir);
  const temporary = join(graphsDir, `.${randomBytes(6).toString('hex')}.tmp`);
  await fs.mkdir(temporary);
  try {
    const weights = await fs.open(join(temporary, weightsFileName), 'w');
    const initializers = await writeWeights(checkpoint, plan, weights).finally(async () => {
      await weights.sync();
      await weights.close();
    });
    const sizes: Record<string, number> = { [weightsFileName]: plan.fileBytes };
    for (const appendMode of ['inPlace', 'concat'] as const) {
      const bytes = encodeOnnxFile(
        buildGpt2Graph(checkpoint.config, appendMode, initializers, blockSize !== undefined),
      );
      await writeSynced(join(temporary, graphFileNames[appendMode]), bytes);
      sizes[graphFileNames[appendMode]] = bytes.byteLength;
    }
    if (blockSize !== undefined) {
      Object.assign(sizes, await writeGreedyHead(checkpoint, initializers, temporary, blockSize));
    }
    await writeSynced(join(temporary, manifestName), JSON.stringify({ checkpointHash, graphVersion, sizes }, null, 1));
    await fs.rm(folder, { recursive: true, force: true });
    await fs.rename(temporary, folder).catch(async (error: unknown) => {
      // Another process may have been here first, with the same result.
      if (!(await isWhole(folder))) throw error;
      await fs.rm(temporary, { recursive: true, force: true });
    });
  } catch (error) {
    await fs.rm(temporary, { recursive: true, force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw diskFull(plan.fileBytes);
    throw error;
  }
}

function screeningBlockSize(config: CheckpointConfig, leastScreenedBytes: number): number | undefined {
  const headBytes = 4 * config.vocabularySize * config.embeddingSize;
  return headBytes < leastScreenedBytes ? undefined : greedyHeadBlockSize(config);
}

/** What an import that was killed left behind; one that is under way is younger. */
async function removeAbandoned(graphsDir: string): Promise<void> {
  const hourMs = 3_600_000;
  for (const name of await fs.readdir(graphsDir)) {
    if (!name.endsWith('.tmp')) continue;
    const path = join(graphsDir, name);
    const stat = await fs.stat(path).catch(() => undefined);
    if (stat && Date.now() - stat.mtimeMs > hourMs) await fs.rm(path, { recursive: true, force: true });
  }
}

/** A folder is whole when it has a manifest and every file has the size written there. */
async function isWhole(folder: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await fs.readFile(join(folder, manifestName), 'utf8')) as {
      readonly sizes: Readonly<Record<string, number>>;
    };
    const sizes = Object.entries(manifest.sizes);
    for (const [name, size] of sizes) if ((await fs.stat(join(folder, name))).size !== size) return false;
    return sizes.length > 0;
  } catch {
    return false;
  }
}

async function requireDiskSpace(folder: string, neededBytes: number): Promise<void> {
  // From Node 18.15; where it is missing (an older Electron), a full disk is told when it is met.
  if (typeof fs.statfs !== 'function') return;
  const { bavail, bsize } = await fs.statfs(folder);
  if (bavail * bsize < neededBytes) throw diskFull(neededBytes, bavail * bsize);
}

function diskFull(neededBytes: number, freeBytes = 0): CoreError {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;
  return new CoreError(
    'diskFull',
    `Preparing this model takes ${megabytes(neededBytes)} on the disk of the data folder, and ${megabytes(freeBytes)} are free.`,
    { neededBytes, freeBytes },
  );
}

interface RememberedHash {
  /** Sizes and times of both files: when they are the same, the content is taken to be. */
  readonly stamp: string;
  readonly hash: string;
}

/** The SHA-256 of config.json and model.safetensors, remembered by path, sizes and times, since it takes a while. */
async function hashCheckpoint(modelDir: string, graphsDir: string): Promise<string> {
  const { configPath, weightsPath } = await locateCheckpoint(modelDir);
  const memoryPath = join(graphsDir, 'checkpoints.json');
  const key = resolve(modelDir);
  const stats = await Promise.all([configPath, weightsPath].map((path) => fs.stat(path)));
  const stamp = stats.map((stat) => `${stat.size}@${stat.mtimeMs}`).join(' ');
  const remembered = await readRemembered(memoryPath);
  const known = remembered[key];
  if (known?.stamp === stamp) return known.hash;

  const hash = createHash('sha256');
  for (const path of [configPath, weightsPath]) await hashFile(path, hash);
  const digest = hash.digest('hex');
  const temporary = `${memoryPath}.${randomBytes(6).toString('hex')}.tmp`;
  await fs.writeFile(temporary, JSON.stringify({ ...remembered, [key]: { stamp, hash: digest } }, null, 1));
  await fs.rename(temporary, memoryPath);
  return digest;
}

async function hashFile(path: string, hash: ReturnType<typeof createHash>): Promise<void> {
  const file = await fs.open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(4 * 1024 * 1024);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, null);
      if (bytesRead === 0) return;
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

async function readRemembered(path: string): Promise<Readonly<Record<string, RememberedHash>>> {
  try {
    return JSON.parse(await fs.readFile(path, 'utf8')) as Record<string, RememberedHash>;
  } catch {
    return {};
  }
}
