import type { CheckpointConfig } from './checkpoint-config.ts';
import { blockAttention } from './device-block-attention.ts';
import { fusedAttention } from './device-fused-attention.ts';
import { headsAttention } from './device-heads-attention.ts';
import { buildDeviceGraph } from './gpt2-device-graph.ts';
import { buildGpt2Graph, type Gpt2GraphForm } from './gpt2-graph.ts';
import type { Initializer, OnnxGraph } from './onnx-file.ts';

interface GraphRecipe {
  readonly fileName: string;
  /** Whether it can give the rows for a head outside it, as the greedy head is. */
  readonly canGiveRows: boolean;
  build(
    config: CheckpointConfig,
    initializers: readonly Initializer[],
    form: Pick<Gpt2GraphForm, 'cacheType' | 'givesRows'>,
  ): OnnxGraph;
}

/**
 * The graphs that a checkpoint can have, by what they are for: all on the same weights, each in a file of its own that is
 * written when a purpose first asks for it, and opened by whoever has that purpose.
 */
export const graphPurposes = {
  /** Steps on rows of the host, written in place. */
  inPlace: {
    fileName: 'in-place.onnx',
    canGiveRows: true,
    build: (config, initializers, form) => buildGpt2Graph(config, initializers, { ...form, appendMode: 'inPlace' }),
  },
  /** The same where the runtime does not write in place: the graph joins the rows. */
  concat: {
    fileName: 'concat.onnx',
    canGiveRows: true,
    build: (config, initializers, form) => buildGpt2Graph(config, initializers, { ...form, appendMode: 'concat' }),
  },
  /** Steps on rows in a device's own memory. */
  device: {
    fileName: 'device.onnx',
    canGiveRows: false,
    build: (config, weights, form) => buildDeviceGraph(config, weights, { ...form, buildAttention: blockAttention }),
  },
  /** The same with other ways to attend, on the same rows: what is fastest and right differs between devices. */
  deviceHeads: {
    fileName: 'device-heads.onnx',
    canGiveRows: false,
    build: (config, weights, form) => buildDeviceGraph(config, weights, { ...form, buildAttention: headsAttention }),
  },
  deviceFused: {
    fileName: 'device-fused.onnx',
    canGiveRows: false,
    build: (config, weights, form) => buildDeviceGraph(config, weights, { ...form, buildAttention: fusedAttention }),
  },
} as const satisfies Readonly<Record<string, GraphRecipe>>;

export type GraphPurpose = keyof typeof graphPurposes;

/** The graphs for rows in a device's memory. Each takes what another left there. */
export const devicePurposes = ['device', 'deviceHeads', 'deviceFused'] as const satisfies readonly GraphPurpose[];

/** What a model needs to run on the host. */
export const hostPurposes: readonly GraphPurpose[] = ['inPlace', 'concat'];
