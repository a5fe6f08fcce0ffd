import * as z from 'zod/mini';
import type { EngineModel } from './engine-contract.ts';
import type { MemoryNeed } from './models-view.ts';
import { call, stream } from './wire.ts';

/** What an engine sees in a checkpoint's files without reading its weights. */
export interface CheckpointLook {
  /** Names of the files of weights in their folder, and of their index where there is one. */
  readonly weightNames: readonly string[];
  /** Of those together. */
  readonly weightFileBytes: number;
  readonly parameterCount: number;
  readonly windowTokens: number;
  readonly vocabularySize: number;
  /** What its graphs will take on the disk, and the room to make them. */
  readonly graphBytes: number;
  readonly memory: MemoryNeed;
  /** Null where it was not asked for. */
  readonly checkpointHash: string | null;
}

/** How far the coming of a checkpoint is. Bytes are those of the step. */
export interface CheckpointProgress {
  readonly step: 'checking' | 'converting' | 'trying';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** What the core asks of an engine that was started to import a model, beside the one that answers. */
export const engineImportContract = {
  /** Opens a checkpoint and checks what its files say of themselves. `hashes`: reads all of it, too. Throws `badModel`. */
  'checkpoint.look': call<CheckpointLook>()(z.object({ modelDir: z.string(), hashes: z.boolean() })),
  /**
   * Reads all of a checkpoint, makes its graphs in `graphsDir`, loads them, and lets them compute. Throws `badModel` for weights
   * that are no numbers, or compute none, and where there is too little memory for them.
   */
  'checkpoint.bring': stream<CheckpointProgress, EngineModel>()(
    z.object({ modelDir: z.string(), graphsDir: z.string(), loadsAnyway: z.boolean() }),
  ),
};
