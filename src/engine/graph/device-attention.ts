import type { CheckpointConfig } from './checkpoint-config.ts';
import type { GraphNode, Initializer } from './onnx-file.ts';

/**
 * One way for a device's graph to attend. It is given the rows of the queries and of all keys and values, [S, E] and [T, E], and
 * `mask` [S, T]; it gives the rows that were attended to, [S, E]. How keys and values lie is the same for all of them: one graph
 * can go on with what another has begun.
 */
export interface DeviceAttention {
  /** What all layers share. */
  readonly nodesOnce: readonly GraphNode[];
  readonly constants: readonly Initializer[];
  nodesOf(names: AttentionNames): readonly GraphNode[];
}

export interface AttentionNames {
  /** Before all that is the layer's own: "h.0". */
  readonly layer: string;
  readonly queries: string;
  readonly keys: string;
  readonly values: string;
  readonly attended: string;
}

export type BuildAttention = (config: CheckpointConfig) => DeviceAttention;
