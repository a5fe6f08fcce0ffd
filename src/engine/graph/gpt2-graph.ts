import type { CacheType } from '../cache-type.ts';
import type { CheckpointConfig } from './checkpoint-config.ts';
import type { Attribute, Dimension, GraphNode, Initializer, OnnxGraph, ValueInfo } from './onnx-file.ts';

/** Raise it whenever the graph changes: graphs on disk of another version are not used. */
export const graphVersion = 2;

/**
 * How new rows of keys and values reach the attention. `inPlace`: the caller binds the output rows into the very buffer
 * whose first past + S rows are the input, so that a step writes its rows there and copies nothing; a probe must prove
 * that the runtime allows it. `concat`: the input holds the past rows only, and the graph joins the new ones.
 */
export type AppendMode = 'inPlace' | 'concat';

export interface Gpt2GraphForm {
  readonly appendMode: AppendMode;
  /** Of keys and values. */
  readonly cacheType: CacheType;
  /** Whether it also gives the rows for a head outside it. */
  readonly givesRows: boolean;
}

/** The names a graph is fed and read by, for one layer's keys and values. */
export const layerNames = (layer: number) => ({
  keys: `keys.${layer}`,
  values: `values.${layer}`,
  newKeys: `new_keys.${layer}`,
  newValues: `new_values.${layer}`,
});

/**
 * The delta graph of a GPT-2 (Radford et al. 2019): it takes S new tokens and the cache's rows, and gives the logits asked
 * for and only the NEW rows of keys and values, which the caller keeps. The cache is token-major, [position, embedding], so
 * that a new row is a contiguous piece. T = past + S.
 *
 * Inputs: input_ids [S], position_ids [S] (int32); mask [S, T] (added to the scores); logit_positions [N] (int32, indices
 * into the S tokens, N may be 0); row_positions [M] likewise, where `givesRows`; per layer keys and values [1, T, E] in
 * place, or [1, past, E] to be joined.
 * Outputs: logits [N, V]; rows [M, E], what the head would be given, where `givesRows`; per layer new_keys and new_values
 * [1, S, E].
 * The score scale is expected inside the query columns of c_attn, so that `Attention` multiplies by 1.
 */
export function buildGpt2Graph(
  config: CheckpointConfig,
  initializers: readonly Initializer[],
  { appendMode, cacheType, givesRows }: Gpt2GraphForm,
): OnnxGraph {
  const nodes: GraphNode[] = [];
  const inputs: ValueInfo[] = [
    { name: 'input_ids', elementType: 'int32', shape: ['new'] },
    { name: 'position_ids', elementType: 'int32', shape: ['new'] },
    { name: 'mask', elementType: 'float32', shape: ['new', 'total'] },
    { name: 'logit_positions', elementType: 'int32', shape: ['logits'] },
  ];
  const outputs: ValueInfo[] = [{ name: 'logits', elementType: 'float32', shape: ['logits', config.vocabularySize] }];
  const graph: GraphUnderWay = { config, appendMode, cacheType, nodes, inputs, outputs };

  addEmbedding(graph);
  for (let layer = 0; layer < config.layerCount; layer++) {
    addAttention(graph, layer);
    addMlp(graph, layer);
  }
  addHead(graph);
  if (givesRows) addRows(graph);
  return { name: 'gpt2', nodes, initializers, inputs, outputs };
}

interface GraphUnderWay {
  readonly config: CheckpointConfig;
  readonly appendMode: AppendMode;
  readonly cacheType: CacheType;
  readonly nodes: GraphNode[];
  readonly inputs: ValueInfo[];
  readonly outputs: ValueInfo[];
}

function addEmbedding(graph: GraphUnderWay): void {
  addNode(graph, 'Gather', ['wte.weight', 'input_ids'], ['token_rows']); // [S, E]
  addNode(graph, 'Gather', ['wpe.weight', 'position_ids'], ['position_rows']); // [S, E]
  addNode(graph, 'Add', ['token_rows', 'position_rows'], ['embedded_rows']); // [S, E]
  addNode(graph, 'Unsqueeze', ['embedded_rows', 'first_axis'], ['h.0.residual']); // [1, S, E]
  addNode(graph, 'LayerNormalization', ['h.0.residual', 'h.0.ln_1.weight', 'h.0.ln_1.bias'], ['h.0.normed'], {
    axis: int(-1),
    epsilon: float(graph.config.layerNormEpsilon),
  });
}

function addAttention(graph: GraphUnderWay, layer: number): void {
  const { config, appendMode, cacheType } = graph;
  const name = `h.${layer}`;
  const { keys, values, newKeys, newValues } = layerNames(layer);
  const cachedRows: Dimension = appendMode === 'inPlace' ? 'total' : 'past';
  graph.inputs.push({ name: keys, elementType: cacheType, shape: [1, cachedRows, config.embeddingSize] });
  graph.inputs.push({ name: values, elementType: cacheType, shape: [1, cachedRows, config.embeddingSize] });
  graph.outputs.push({ name: newKeys, elementType: cacheType, shape: [1, 'new', config.embeddingSize] });
  graph.outputs.push({ name: newValues, elementType: cacheType, shape: [1, 'new', config.embeddingSize] });

  addNode(graph, 'MatMul', [`${name}.normed`, `${name}.attn.c_attn.weight`], [`${name}.qkv_product`]); // [1, S, 3E]
  addNode(graph, 'Add', [`${name}.qkv_product`, `${name}.attn.c_attn.bias`], [`${name}.qkv`]); // [1, S, 3E]
  // The queries come from the same node that writes the new rows: so the rows are there before the attention reads them.
  addNode(graph, 'Split', [`${name}.qkv`], [`${name}.queries`, newKeys, newValues], {
    axis: int(2),
    num_outputs: int(3),
  });
  const joined = appendMode === 'inPlace' ? { keys, values } : addConcat(graph, layer);
  addNode(graph, 'Attention', [`${name}.queries`, joined.keys, joined.values, 'mask'], [`${name}.attended`], {
    q_num_heads: int(config.headCount),
    kv_num_heads: int(config.headCount),
    scale: float(1),
  }); // [1, S, E]
  addNode(graph, 'MatMul', [`${name}.attended`, `${name}.attn.c_proj.weight`], [`${name}.attention_output`]); // [1, S, E]
  addSkipNorm(graph, `${name}.attention_output`, `${name}.residual`, `${name}.attn.c_proj.bias`, `${name}.ln_2`, {
    normed: `${name}.middle_normed`,
    residual: `${name}.middle_residual`,
  });
}

function addConcat(graph: GraphUnderWay, layer: number): { readonly keys: string; readonly values: string } {
  const { keys, values, newKeys, newValues } = layerNames(layer);
  const joined = { keys: `h.${layer}.all_keys`, values: `h.${layer}.all_values` }; // [1, T, E]
  addNode(graph, 'Concat', [keys, newKeys], [joined.keys], { axis: int(1) });
  addNode(graph, 'Concat', [values, newValues], [joined.values], { axis: int(1) });
  return joined;
}

function addMlp(graph: GraphUnderWay, layer: number): void {
  const name = `h.${layer}`;
  const isLast = layer === graph.config.layerCount - 1;
  const next = `h.${layer + 1}`;
  addNode(graph, 'MatMul', [`${name}.middle_normed`, `${name}.mlp.c_fc.weight`], [`${name}.inner_product`]); // [1, S, inner]
  addActivation(graph, name);
  addNode(graph, 'MatMul', [`${name}.inner`, `${name}.mlp.c_proj.weight`], [`${name}.mlp_output`]); // [1, S, E]
  addSkipNorm(
    graph,
    `${name}.mlp_output`,
    `${name}.middle_residual`,
    `${name}.mlp.c_proj.bias`,
    isLast ? 'ln_f' : `${next}.ln_1`,
    { normed: isLast ? 'final_rows' : `${next}.normed`, residual: isLast ? '' : `${next}.residual` },
  );
}

function addActivation(graph: GraphUnderWay, name: string): void {
  const inputs = [`${name}.inner_product`, `${name}.mlp.c_fc.bias`];
  const outputs = [`${name}.inner`]; // [1, S, inner]
  switch (graph.config.activation) {
    case 'geluTanh':
      addNode(graph, 'FastGelu', inputs, outputs, {}, 'com.microsoft');
      break;
    case 'geluExact':
      addNode(graph, 'BiasGelu', inputs, outputs, {}, 'com.microsoft');
      break;
    case 'relu':
      addNode(graph, 'Add', inputs, [`${name}.inner_biased`]);
      addNode(graph, 'Relu', [`${name}.inner_biased`], outputs);
      break;
    default:
      graph.config.activation satisfies never;
  }
}

/** residual = output + bias + residual before, and its layer norm: one node for both, [1, S, E]. */
function addSkipNorm(
  graph: GraphUnderWay,
  output: string,
  residualBefore: string,
  bias: string,
  norm: string,
  results: { readonly normed: string; readonly residual: string },
): void {
  addNode(
    graph,
    'SkipLayerNormalization',
    [output, residualBefore, `${norm}.weight`, `${norm}.bias`, bias],
    results.residual ? [results.normed, '', '', results.residual] : [results.normed],
    { epsilon: float(graph.config.layerNormEpsilon) },
    'com.microsoft',
  );
}

/** The head's matrix, [V, E]. */
export function headWeightName(config: CheckpointConfig): string {
  return config.isHeadTied ? 'wte.weight' : 'lm_head.weight';
}

/** Logits [N, V]: the head's matrix is used as it lies in the checkpoint, so that a tied head shares the embedding. */
function addHead(graph: GraphUnderWay): void {
  addNode(graph, 'Gather', ['final_rows', 'logit_positions'], ['chosen_rows'], { axis: int(1) }); // [1, N, E]
  addNode(graph, 'Squeeze', ['chosen_rows', 'first_axis'], ['head_rows']); // [N, E]
  addNode(graph, 'Gemm', ['head_rows', headWeightName(graph.config)], ['logits'], { transB: int(1) }); // [N, V]
}

/** The final rows themselves, [M, E], for a head outside this graph. */
function addRows(graph: GraphUnderWay): void {
  graph.inputs.push({ name: 'row_positions', elementType: 'int32', shape: ['rows'] });
  graph.outputs.push({ name: 'rows', elementType: 'float32', shape: ['rows', graph.config.embeddingSize] });
  addNode(graph, 'Gather', ['final_rows', 'row_positions'], ['row_pieces'], { axis: int(1) }); // [1, M, E]
  addNode(graph, 'Squeeze', ['row_pieces', 'first_axis'], ['rows']); // [M, E]
}

function addNode(
  graph: GraphUnderWay,
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
  domain: GraphNode['domain'] = '',
): void {
  graph.nodes.push({ operator, domain, name: outputs.join('|'), inputs, outputs, attributes });
}

function int(value: number): Attribute {
  return { type: 'int', value };
}

function float(value: number): Attribute {
  return { type: 'float', value };
}
