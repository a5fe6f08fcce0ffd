import type { FileHandle } from 'node:fs/promises';
import type { ModelProblemDetails } from '../../shared/errors.ts';
import { CoreError } from '../../shared/wire.ts';
import { bfloat16ToFloat32, float16ToFloat32 } from './half-floats.ts';

/** What every kind of weights file says of a tensor. `dtype` is named as in safetensors. */
export interface DescribedTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** Given a tensor's values as float32, in order; `firstIndex` is the index of the piece's first value in the flat tensor. */
export type OnPiece = (values: Float32Array, firstIndex: number) => void | Promise<void>;

/** An open file of weights whose description of its tensors has been checked against its size. */
export interface TensorFile<Tensor extends DescribedTensor = DescribedTensor> {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Hands out values a few megabytes at a time, so that no file is held whole. Reads F32, F16 and BF16. */
  read(tensor: Tensor, onPiece: OnPiece): Promise<void>;
  close(): Promise<void>;
}

/** How much is read at once. */
export const pieceBytes = 4 * 1024 * 1024;

/** Bytes of one value of each type that a file may hold. */
export const bytesPerValue: Readonly<Record<string, number>> = {
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E4M3: 1, F8_E5M2: 1, U16: 2, I16: 2, F16: 2, BF16: 2 },
  ...{ U32: 4, I32: 4, F32: 4, U64: 8, I64: 8, F64: 8 },
};

const weightTypes: readonly string[] = ['F32', 'F16', 'BF16'];

/** Throws CoreError `badModel` for a tensor whose type is none of weights. */
export function requireWeightType({ name, dtype }: Pick<DescribedTensor, 'name' | 'dtype'>): void {
  if (!weightTypes.includes(dtype)) throw new CoreError('badModel', { reason: 'otherDtype', tensor: name, dtype });
}

/** Makes float32 of a tensor's bytes. Throws CoreError `badModel` for a type that is none of weights. */
export function float32Converter(tensor: DescribedTensor): (bytes: ArrayBuffer) => Float32Array {
  requireWeightType(tensor);
  if (tensor.dtype === 'F32') return (bytes) => new Float32Array(bytes);
  const toFloat32 = tensor.dtype === 'F16' ? float16ToFloat32 : bfloat16ToFloat32;
  return (bytes) => toFloat32(new Uint16Array(bytes));
}

/**
 * Exactly `byteLength` bytes, at the beginning of an ArrayBuffer of their own, so that typed arrays can view them. Throws CoreError
 * `badModel` where the file ends before; ask for no more than a file of its size can have.
 */
export async function readFileBytes(
  file: FileHandle,
  position: number,
  { byteLength, fileName }: { readonly byteLength: number; readonly fileName: string },
): Promise<Buffer> {
  const bytes = Buffer.from(new ArrayBuffer(byteLength));
  let filled = 0;
  while (filled < byteLength) {
    const { bytesRead } = await file.read(bytes, filled, byteLength - filled, position + filled);
    if (bytesRead === 0) throw cutShort(fileName, position + byteLength, position + filled);
    filled += bytesRead;
  }
  return bytes;
}

/** The error of a file that ends before it should. */
export function cutShort(file: string, neededBytes: number, fileBytes: number): CoreError {
  return badWeights({ reason: 'cutShort', file, neededBytes, fileBytes });
}

/** The error of weights that cannot be used. */
export function badWeights(problem: ModelProblemDetails): CoreError {
  return new CoreError('badModel', problem);
}
