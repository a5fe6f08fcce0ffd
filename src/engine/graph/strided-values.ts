import {
  badWeights,
  bytesPerValue,
  type DescribedTensor,
  float32Converter,
  type OnPiece,
  pieceBytes,
  readFileBytes,
} from './tensor-file.ts';
import type { OpenFile } from './zip-entries.ts';

// Of what lies otherwise than in order all is read that lies between its first and last value: the largest matrix of a
// gpt2-xl takes 322 MB.
const mostSpanBytes = 768 * 1024 * 1024;
const pieceValues = 1024 * 1024;

/** A tensor as a view of values in a file. `fileOffset`, in bytes, is that of its first value; `strides` are counted in values. */
export interface StridedTensor extends DescribedTensor {
  readonly fileOffset: number;
  readonly strides: readonly number[];
  /** How many values lie from its first to its last. */
  readonly spanValues: number;
}

/** Hands out a tensor's values in order, wherever its strides say that they lie. Throws CoreError `badModel`. */
export async function readStrided(opened: OpenFile, tensor: StridedTensor, onPiece: OnPiece): Promise<void> {
  const toFloat32 = float32Converter(tensor);
  const valueBytes = bytesPerValue[tensor.dtype] as number;
  const read = async (firstValue: number, count: number) => {
    const position = tensor.fileOffset + firstValue * valueBytes;
    const bytes = await readFileBytes(opened.file, position, {
      byteLength: count * valueBytes,
      fileName: opened.fileName,
    });
    return bytes.buffer as ArrayBuffer;
  };
  if (isInOrder(tensor)) {
    const step = pieceBytes / valueBytes;
    for (let first = 0; first < tensor.spanValues; first += step) {
      await onPiece(toFloat32(await read(first, Math.min(step, tensor.spanValues - first))), first);
    }
    return;
  }
  if (tensor.spanValues * valueBytes > mostSpanBytes) {
    throw badWeights({ reason: 'scatteredTensor', file: opened.fileName, tensor: tensor.name });
  }
  const span = await read(0, tensor.spanValues);
  const bits = valueBytes === 4 ? new Uint32Array(span) : new Uint16Array(span);
  const walk = openWalk(tensor);
  const total = tensor.shape.reduce((product, length) => product * length, 1);
  for (let first = 0; first < total; first += pieceValues) {
    const count = Math.min(pieceValues, total - first);
    const picked = valueBytes === 4 ? new Uint32Array(count) : new Uint16Array(count);
    for (let index = 0; index < count; index++) picked[index] = bits[walk()] as number;
    await onPiece(toFloat32(picked.buffer as ArrayBuffer), first);
  }
}

function isInOrder({ shape, strides }: StridedTensor): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] as number;
    if (length !== 1 && strides[axis] !== step) return shape.includes(0);
    step *= length;
  }
  return true;
}

/** Gives where each value lies, one after another, in the order of the tensor. */
function openWalk({ shape, strides }: StridedTensor): () => number {
  const at = new Array<number>(shape.length).fill(0);
  let position = 0;
  return () => {
    const found = position;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] as number;
      at[axis] = (at[axis] as number) + 1;
      position += stride;
      if ((at[axis] as number) < (shape[axis] as number)) break;
      position -= stride * (shape[axis] as number);
      at[axis] = 0;
    }
    return found;
  };
}
