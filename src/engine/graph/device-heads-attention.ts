import type { BuildAttention } from './device-attention.ts';
import { int, ints, node, shapeConstant } from './graph-nodes.ts';

/**
 * Heads are taken apart: keys and values are laid out by heads for the products, and so read twice and written once for each
 * step. No more is multiplied than is needed, which long pieces of a prompt gain by.
 */
export const headsAttention: BuildAttention = ({ embeddingSize, headCount, headSize }) => ({
  nodesOnce: [],
  constants: [
    shapeConstant('heads_shape', [-1, headCount, headSize]),
    shapeConstant('flat_shape', [-1, embeddingSize]),
  ],
  nodesOf: ({ layer, queries, keys, values, attended }) => [
    node('Reshape', [queries, 'heads_shape'], [`${layer}.query_rows`]), // [S, H, D]
    node('Transpose', [`${layer}.query_rows`], [`${layer}.head_queries`], { perm: ints([1, 0, 2]) }), // [H, S, D]
    node('Reshape', [keys, 'heads_shape'], [`${layer}.key_rows`]), // [T, H, D]
    node('Transpose', [`${layer}.key_rows`], [`${layer}.head_keys`], { perm: ints([1, 2, 0]) }), // [H, D, T]
    node('Reshape', [values, 'heads_shape'], [`${layer}.value_rows`]), // [T, H, D]
    node('Transpose', [`${layer}.value_rows`], [`${layer}.head_values`], { perm: ints([1, 0, 2]) }), // [H, T, D]
    node('MatMul', [`${layer}.head_queries`, `${layer}.head_keys`], [`${layer}.scores`]), // [H, S, T]
    node('Add', [`${layer}.scores`, 'mask'], [`${layer}.masked`]), // [H, S, T]
    node('Softmax', [`${layer}.masked`], [`${layer}.shares`], { axis: int(-1) }), // [H, S, T]
    node('MatMul', [`${layer}.shares`, `${layer}.head_values`], [`${layer}.own_values`]), // [H, S, D]
    node('Transpose', [`${layer}.own_values`], [`${layer}.own_rows`], { perm: ints([1, 0, 2]) }), // [S, H, D]
    node('Reshape', [`${layer}.own_rows`, 'flat_shape'], [attended]), // [S, E]
  ],
});
