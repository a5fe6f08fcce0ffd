import type { CacheType } from '../cache-type.ts';
import type { CheckpointConfig } from './checkpoint-config.ts';
import type { BuildAttention } from './device-attention.ts';
import { headWeightName } from './gpt2-graph.ts';
import { float, int, node, shapeConstant } from './graph-nodes.ts';
import type { GraphNode, Initializer, OnnxGraph, ValueInfo } from './onnx-file.ts';

/** The names that one layer's keys and values have in the device graph: the same buffer is bound to the input and the output. */
export const deviceLayerNames = (layer: number) => ({
  keys: `keys.${layer}`,
  values: `values.${layer}`,
  allKeys: `all_keys.${layer}`,
  allValues: `all_values.${layer}`,
});

export interface DeviceGraphForm {
  readonly buildAttention: BuildAttention;
  /** Of keys and values. */
  readonly cacheType: CacheType;
}

/**
 * The GPT-2 of `buildGpt2Graph` for a device that keeps keys and values in its own memory: a run scatters its S new rows into
 * the buffers, at their positions, and gives the buffers back, so that the caller binds one buffer to both and nothing is
 * copied; where a runtime copies all the same, it is slower, not wrong. The attention reads what the scatter gave, so it comes
 * after. All operators are some that onnxruntime's webgpu provider has.
 *
 * Inputs: as of `buildGpt2Graph`, but keys and values are [T, E], of which the first past rows are read and the last S written.
 * Outputs: logits [N, V]; per layer all_keys and all_values [T, E].
 */
export function buildDeviceGraph(
  config: CheckpointConfig,
  weights: readonly Initializer[],
  { buildAttention, cacheType }: DeviceGraphForm,
): OnnxGraph {
  const { embeddingSize, vocabularySize, layerCount } = config;
  const attention = buildAttention(config);
  const inputs: ValueInfo[] = [
    { name: 'input_ids', elementType: 'int32', shape: ['new'] },
    { name: 'position_ids', elementType: 'int32', shape: ['new'] },
    { name: 'mask', elementType: 'float32', shape: ['new', 'total'] },
    { name: 'logit_positions', elementType: 'int32', shape: ['logits'] },
  ];
  const outputs: ValueInfo[] = [{ name: 'logits', elementType: 'float32', shape: ['logits', vocabularySize] }];
  const buffer = (name: string): ValueInfo => ({ name, elementType: cacheType, shape: ['total', embeddingSize] });
  const nodes = [...embeddingNodes(config), ...attention.nodesOnce];
  for (let layer = 0; layer < layerCount; layer++) {
    const { keys, values, allKeys, allValues } = deviceLayerNames(layer);
    inputs.push(buffer(keys), buffer(values));
    outputs.push(buffer(allKeys), buffer(allValues));
    const name = `h.${layer}`;
    nodes.push(...appendNodes(layer));
    nodes.push(
      ...attention.nodesOf({
        ...{ layer: name, queries: `${name}.queries`, attended: `${name}.attended` },
        ...{ keys: allKeys, values: allValues },
      }),
    );
    nodes.push(...projectionNodes(config, layer), ...mlpNodes(config, layer));
  }
  nodes.push(...headNodes(config));
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const initializers = [...weights, ...constants(config), ...attention.constants].filter(({ name }) => used.has(name));
  return { name: 'gpt2-device', nodes, initializers, inputs, outputs };
}

function embeddingNodes({ layerNormEpsilon }: CheckpointConfig): GraphNode[] {
  return [
    node('Gather', ['wte.weight', 'input_ids'], ['token_rows']), // [S, E]
    node('Gather', ['wpe.weight', 'position_ids'], ['position_rows']), // [S, E]
    node('Add', ['token_rows', 'position_rows'], ['h.0.residual']), // [S, E]
    node('LayerNormalization', ['h.0.residual', 'h.0.ln_1.weight', 'h.0.ln_1.bias'], ['h.0.normed'], {
      axis: int(-1),
      epsilon: float(layerNormEpsilon),
    }), // [S, E]
    // A row lies at its position.
    node('Unsqueeze', ['position_ids', 'last_axis'], ['row_column']), // [S, 1]
    node('Expand', ['row_column', 'row_shape'], ['row_index']), // [S, E]
  ];
}

function appendNodes(layer: number): GraphNode[] {
  const name = `h.${layer}`;
  const { keys, values, allKeys, allValues } = deviceLayerNames(layer);
  const weights = [`${name}.attn.c_attn.weight`, `${name}.attn.c_attn.bias`];
  return [
    node('Gemm', [`${name}.normed`, ...weights], [`${name}.qkv`]), // [S, 3E]
    node('Split', [`${name}.qkv`], [`${name}.queries`, `${name}.new_keys`, `${name}.new_values`], {
      axis: int(1),
      num_outputs: int(3),
    }), // [S, E] each
    node('ScatterElements', [keys, 'row_index', `${name}.new_keys`], [allKeys], { axis: int(0) }), // [T, E]
    node('ScatterElements', [values, 'row_index', `${name}.new_values`], [allValues], { axis: int(0) }), // [T, E]
  ];
}

function projectionNodes(config: CheckpointConfig, layer: number): GraphNode[] {
  const name = `h.${layer}`;
  return [
    node('MatMul', [`${name}.attended`, `${name}.attn.c_proj.weight`], [`${name}.attention_output`]), // [S, E]
    skipNorm(config, [`${name}.attention_output`, `${name}.residual`, `${name}.attn.c_proj.bias`], `${name}.ln_2`, [
      `${name}.middle_normed`,
      `${name}.middle_residual`,
    ]),
  ];
}

function mlpNodes(config: CheckpointConfig, layer: number): GraphNode[] {
  const name = `h.${layer}`;
  const next = `h.${layer + 1}`;
  const isLast = layer === config.layerCount - 1;
  return [
    node('MatMul', [`${name}.middle_normed`, `${name}.mlp.c_fc.weight`], [`${name}.inner_product`]), // [S, inner]
    ...activationNodes(config, name),
    node('MatMul', [`${name}.inner`, `${name}.mlp.c_proj.weight`], [`${name}.mlp_output`]), // [S, E]
    skipNorm(
      config,
      [`${name}.mlp_output`, `${name}.middle_residual`, `${name}.mlp.c_proj.bias`],
      isLast ? 'ln_f' : `${next}.ln_1`,
      isLast ? ['final_rows', ''] : [`${next}.normed`, `${next}.residual`],
    ),
  ];
}

function activationNodes({ activation }: CheckpointConfig, name: string): GraphNode[] {
  const inputs = [`${name}.inner_product`, `${name}.mlp.c_fc.bias`];
  const outputs = [`${name}.inner`]; // [S, inner]
  switch (activation) {
    case 'geluTanh':
      return [node('FastGelu', inputs, outputs, {}, 'com.microsoft')];
    case 'geluExact':
      return [node('BiasGelu', inputs, outputs, {}, 'com.microsoft')];
    case 'relu':
      return [node('Add', inputs, [`${name}.inner_biased`]), node('Relu', [`${name}.inner_biased`], outputs)];
    default:
      return activation satisfies never;
  }
}

/** residual = output + bias + residual before, and its layer norm, [S, E] both; an empty name leaves the residual out. */
function skipNorm(
  { layerNormEpsilon }: CheckpointConfig,
  [output, residualBefore, bias]: readonly [string, string, string],
  norm: string,
  [normed, residual]: readonly [string, string],
): GraphNode {
  return node(
    'SkipLayerNormalization',
    [output, residualBefore, `${norm}.weight`, `${norm}.bias`, bias],
    residual ? [normed, '', '', residual] : [normed],
    { epsilon: float(layerNormEpsilon) },
    'com.microsoft',
  );
}

function headNodes(config: CheckpointConfig): GraphNode[] {
  return [
    node('Gather', ['final_rows', 'logit_positions'], ['head_rows'], { axis: int(0) }), // [N, E]
    node('Gemm', ['head_rows', headWeightName(config)], ['logits'], { transB: int(1) }), // [N, V]
  ];
}

function constants({ embeddingSize }: CheckpointConfig): Initializer[] {
  return [shapeConstant('last_axis', [-1]), shapeConstant('row_shape', [1, embeddingSize])];
}
