import type { BuildAttention } from './device-attention.ts';
import { float, int, node, shapeConstant } from './graph-nodes.ts';

/**
 * The runtime's own MultiHeadAttention: the fewest steps for a device to start. From 32 new tokens on it takes another kernel,
 * which exchanges values within groups of a device's lanes; where these groups are small, as a software adapter's are, it is wrong.
 */
export const fusedAttention: BuildAttention = ({ headCount }) => ({
  nodesOnce: [node('Unsqueeze', ['mask', 'mask_axes'], ['head_mask'])], // [1, 1, S, T]
  constants: [shapeConstant('row_axis', [0]), shapeConstant('mask_axes', [0, 1])],
  nodesOf: ({ layer, queries, keys, values, attended }) => [
    node('Unsqueeze', [queries, 'row_axis'], [`${layer}.query_rows`]), // [1, S, E]
    node('Unsqueeze', [keys, 'row_axis'], [`${layer}.key_rows`]), // [1, T, E]
    node('Unsqueeze', [values, 'row_axis'], [`${layer}.value_rows`]), // [1, T, E]
    node(
      'MultiHeadAttention',
      [`${layer}.query_rows`, `${layer}.key_rows`, `${layer}.value_rows`, '', '', 'head_mask'],
      [`${layer}.own_rows`],
      // The weights of the queries are scaled already.
      { num_heads: int(headCount), scale: float(1) },
      'com.microsoft',
    ), // [1, S, E]
    node('Squeeze', [`${layer}.own_rows`, 'row_axis'], [attended]), // [S, E]
  ],
});
