import { join } from 'node:path';
import type { CheckpointForesight } from '../shared/engine-import.ts';
import { availableMemory } from './available-memory.ts';
import { tensorShapes, valueCount } from './graph/checkpoint.ts';
import { type CheckpointConfig, parseCheckpointConfig } from './graph/checkpoint-config.ts';
import { readBoundedText } from './graph/locate-weights.ts';
import { memoryNeedOf } from './memory-need.ts';
import { defaultPrecision } from './precision.ts';

/** See `checkpoint.foresee` in the engine's contract. */
export async function foreseeCheckpoint(modelDir: string, precision = defaultPrecision): Promise<CheckpointForesight> {
  const config = parseCheckpointConfig(await readBoundedText(join(modelDir, 'config.json')));
  const parameterCount = countParameters(config);
  const memory = memoryNeedOf({ config, parameterCount }, precision, await availableMemory());
  return { parameterCount, graphBytes: memory.weightBytes, memory };
}

/** Layers are all alike, and nobody knows yet whether there are as many as a configuration says. */
function countParameters(config: CheckpointConfig): number {
  const count = (layerCount: number) => {
    let values = 0;
    for (const shape of tensorShapes({ ...config, layerCount }).values()) values += valueCount(shape);
    return values;
  };
  const outside = count(0);
  return outside + config.layerCount * (count(1) - outside);
}
