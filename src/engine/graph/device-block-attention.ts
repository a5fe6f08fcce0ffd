import type { BuildAttention } from './device-attention.ts';
import { inline, int, ints, node, shapeConstant } from './graph-nodes.ts';
import type { Initializer } from './onnx-file.ts';

/**
 * Heads are blocks: a head's query is put into its block of an otherwise empty row, so that one product over the whole width
 * gives its scores from the keys as they lie, and of the product with the values its own block is taken. So keys and values
 * are read once, and nothing of them is moved; the price is that the products are as many times as large as there are heads.
 */
export const blockAttention: BuildAttention = ({ embeddingSize, headCount, headSize }) => ({
  nodesOnce: [...maskNodes, ...ownHeadNodes],
  constants: [
    ...headConstants({ embeddingSize, headCount, headSize }),
    { name: 'zero', elementType: 'int32', shape: [1], data: inline(new Int32Array(1)) },
    shapeConstant('mask_shape', [1, 1, headCount]),
    shapeConstant('columns_shape', [0, -1]),
    shapeConstant('one_head_shape', [-1, 1, embeddingSize]),
    shapeConstant('all_heads_shape', [-1, headCount, embeddingSize]),
    shapeConstant('flat_shape', [-1, embeddingSize]),
  ],
  nodesOf: ({ layer, queries, keys, values, attended }) => [
    node('Reshape', [queries, 'one_head_shape'], [`${layer}.query_rows`]), // [S, 1, E]
    node('Mul', [`${layer}.query_rows`, 'head_blocks'], [`${layer}.query_blocks`]), // [S, H, E]
    node('Reshape', [`${layer}.query_blocks`, 'flat_shape'], [`${layer}.flat_queries`]), // [S x H, E]
    node('Gemm', [`${layer}.flat_queries`, keys, 'head_mask'], [`${layer}.scores`], { transB: int(1) }), // [S x H, T]
    node('Softmax', [`${layer}.scores`], [`${layer}.shares`], { axis: int(-1) }), // [S x H, T]
    node('MatMul', [`${layer}.shares`, values], [`${layer}.wide_values`]), // [S x H, E]
    node('Reshape', [`${layer}.wide_values`, 'all_heads_shape'], [`${layer}.head_values`]), // [S, H, E]
    node('GatherElements', [`${layer}.head_values`, 'own_head'], [`${layer}.own_values`], { axis: int(1) }), // [S, 1, E]
    node('Reshape', [`${layer}.own_values`, 'flat_shape'], [attended]), // [S, E]
  ],
});

/** The mask for each head of each row. Flatten would do the last steps in one, and is none of webgpu's. */
const maskNodes = [
  node('Unsqueeze', ['mask', 'last_axis'], ['mask_rows']), // [S, T, 1]
  node('Transpose', ['mask_rows'], ['mask_columns'], { perm: ints([1, 0, 2]) }), // [T, S, 1]
  node('Expand', ['mask_columns', 'mask_shape'], ['mask_heads']), // [T, S, H]
  node('Reshape', ['mask_heads', 'columns_shape'], ['mask_flat']), // [T, S x H]
  node('Transpose', ['mask_flat'], ['head_mask'], { perm: ints([1, 0]) }), // [S x H, T]
];

/** For each value of a row, whose head it is: to be gathered by. */
const ownHeadNodes = [
  node('Mul', ['row_index', 'zero'], ['no_index']), // [S, E]
  node('Add', ['no_index', 'head_of'], ['own_heads']), // [S, E]
  node('Reshape', ['own_heads', 'one_head_shape'], ['own_head']), // [S, 1, E]
];

function headConstants({
  embeddingSize,
  headCount,
  headSize,
}: Readonly<Record<'embeddingSize' | 'headCount' | 'headSize', number>>): Initializer[] {
  const headBlocks = new Float32Array(headCount * embeddingSize); // [1, H, E]
  const headOf = new Int32Array(embeddingSize); // [1, E]
  for (let index = 0; index < embeddingSize; index++) {
    const head = Math.floor(index / headSize);
    headOf[index] = head;
    headBlocks[head * embeddingSize + index] = 1;
  }
  return [
    { name: 'head_blocks', elementType: 'float32', shape: [1, headCount, embeddingSize], data: inline(headBlocks) },
    { name: 'head_of', elementType: 'int32', shape: [1, embeddingSize], data: inline(headOf) },
  ];
}
