import type { MemoryNeed } from './models-view.ts';

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

/** What can be said of a checkpoint from its configuration alone. */
export interface CheckpointForesight {
  readonly parameterCount: number;
  /** What its graphs will take on the disk, about. */
  readonly graphBytes: number;
  readonly memory: MemoryNeed;
}

/** How far the coming of a checkpoint is. Bytes are those of the step. */
export interface CheckpointProgress {
  readonly step: 'checking' | 'converting' | 'trying';
  readonly doneBytes: number;
  readonly totalBytes: number;
}
