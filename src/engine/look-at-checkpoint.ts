import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CheckpointLook } from '../shared/engine-import.ts';
import { availableMemory } from './available-memory.ts';
import { openCheckpoint } from './graph/checkpoint.ts';
import { explainReading } from './graph/explain-reading.ts';
import { hashFiles } from './graph/file-hash.ts';
import { graphBytesOf } from './graph/import-checkpoint.ts';
import { sum } from './graph/import-progress.ts';
import { locateCheckpoint } from './graph/locate-weights.ts';
import { memoryNeedOf } from './memory-need.ts';
import { defaultPrecision, type Precision } from './precision.ts';

export interface LookOptions {
  /** Whether the checkpoint's hash is found out, for which all of it is read. */
  readonly hashes: boolean;
  /** Which it would be loaded in. Defaults to `defaultPrecision`. */
  readonly precision?: Precision | undefined;
}

/** See `checkpoint.look` in the engine's contract. */
export async function lookAtCheckpoint(
  modelDir: string,
  { hashes, precision = defaultPrecision }: LookOptions,
): Promise<CheckpointLook> {
  try {
    return await look(modelDir, hashes, precision);
  } catch (error) {
    throw explainReading(error);
  }
}

async function look(modelDir: string, hashes: boolean, precision: Precision): Promise<CheckpointLook> {
  const { configPath, namedPath, weightPaths } = await locateCheckpoint(modelDir);
  const checkpoint = await openCheckpoint(modelDir);
  try {
    const paths = [...new Set([...weightPaths, namedPath])];
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
    const { config, parameterCount } = checkpoint;
    return {
      weightNames: paths.map((path) => basename(path)),
      weightFileBytes: sum(sizes),
      parameterCount,
      windowTokens: config.windowTokens,
      vocabularySize: config.vocabularySize,
      graphBytes: graphBytesOf(config, precision),
      memory: memoryNeedOf(checkpoint, precision, await availableMemory()),
      checkpointHash: hashes ? await hashFiles([configPath, ...weightPaths]) : null,
    };
  } finally {
    await checkpoint.close();
  }
}
