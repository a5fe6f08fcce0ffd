import { type FileHandle, open } from 'node:fs/promises';
import type { ModelProblemDetails } from '../../shared/errors.ts';
import { isLfsPointer, LFS_BEGINNING_BYTES } from '../../shared/lfs-pointer.ts';
import { CoreError } from '../../shared/wire.ts';
import { bfloat16ToFloat32, float16ToFloat32 } from './half-floats.ts';

/** One tensor as the header describes it. `fileOffset` is in bytes from the beginning of the file. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly fileOffset: number;
  readonly byteLength: number;
}

/** An open safetensors file whose header has been checked. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /**
   * Hands out a tensor's values as float32, in order, a few megabytes at a time, so that no file is held whole.
   * `firstIndex` is the index of the piece's first value in the flat tensor. Reads F32, F16 and BF16.
   */
  read(
    tensor: StoredTensor,
    onPiece: (values: Float32Array, firstIndex: number) => void | Promise<void>,
  ): Promise<void>;
  close(): Promise<void>;
}

const fileName = 'model.safetensors';
// The format's own limit: what claims more is not a safetensors file.
const maximumHeaderBytes = 100_000_000;
const pieceBytes = 4 * 1024 * 1024;
const bytesPerValue: Readonly<Record<string, number>> = {
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E4M3: 1, F8_E5M2: 1, U16: 2, I16: 2, F16: 2, BF16: 2 },
  ...{ U32: 4, I32: 4, F32: 4, U64: 8, I64: 8, F64: 8 },
};

/**
 * Opens a safetensors file (https://github.com/huggingface/safetensors#format) and checks its header against its size.
 * Throws CoreError `badModel` with what is wrong when it is cut short, damaged, or another kind of file.
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const file = await open(path, 'r');
  try {
    const tensors = await readHeader(file, (await file.stat()).size);
    return { tensors, read: (tensor, onPiece) => readValues(file, tensor, onPiece), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readHeader(file: FileHandle, fileBytes: number): Promise<ReadonlyMap<string, StoredTensor>> {
  if (fileBytes < 8) throw cutShort(8, fileBytes);
  const headerBytes = Number((await readBytes(file, 0, 8)).readBigUInt64LE(0));
  if (headerBytes > maximumHeaderBytes || headerBytes < 2) {
    const beginning = await readBytes(file, 0, Math.min(fileBytes, LFS_BEGINNING_BYTES));
    if (isLfsPointer(beginning.toString('latin1'))) throw bad({ reason: 'lfsPointer', file: fileName });
    throw bad({ reason: 'noSafetensors', file: fileName, headerBytes });
  }
  if (8 + headerBytes > fileBytes) throw cutShort(8 + headerBytes, fileBytes);
  const header = parseHeader((await readBytes(file, 8, headerBytes)).toString('utf8'));

  const dataOffset = 8 + headerBytes;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, readEntry(name, entry, dataOffset));
  }
  checkExtents([...tensors.values()], dataOffset, fileBytes);
  return tensors;
}

function parseHeader(text: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw bad({ reason: 'headerNotJson', file: fileName });
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw bad({ reason: 'headerNotAList', file: fileName });
  return header as Record<string, unknown>;
}

function readEntry(name: string, entry: unknown, dataOffset: number): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw bad({ reason: 'undescribedTensor', file: fileName, tensor: name });
  }
  const [begin, end] = offsets as [number, number];
  const valueBytes = bytesPerValue[dtype];
  const valueCount = shape.reduce((product, length) => product * length, 1);
  if (begin > end || (valueBytes !== undefined && end - begin !== valueCount * valueBytes)) {
    throw bad({ reason: 'misplacedTensor', file: fileName, tensor: name, dtype, shape: shape.join(' x ') });
  }
  return { name, dtype, shape, fileOffset: dataOffset + begin, byteLength: end - begin };
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && entry >= 0);
}

/** Tensors must lie side by side, without overlap, and end where the file ends. */
function checkExtents(tensors: StoredTensor[], dataOffset: number, fileBytes: number): void {
  tensors.sort((a, b) => a.fileOffset - b.fileOffset || a.byteLength - b.byteLength);
  let end = dataOffset;
  for (const tensor of tensors) {
    if (tensor.fileOffset < end) throw bad({ reason: 'overlappingTensor', file: fileName, tensor: tensor.name });
    if (tensor.fileOffset > end) throw bad({ reason: 'holeBefore', file: fileName, tensor: tensor.name });
    end = tensor.fileOffset + tensor.byteLength;
  }
  if (fileBytes < end) throw cutShort(end, fileBytes);
  if (fileBytes > end) throw bad({ reason: 'tooLong', file: fileName, neededBytes: end, fileBytes });
}

async function readValues(
  file: FileHandle,
  tensor: StoredTensor,
  onPiece: (values: Float32Array, firstIndex: number) => void | Promise<void>,
): Promise<void> {
  const toFloat32 = converter(tensor);
  const valueBytes = bytesPerValue[tensor.dtype] as number;
  for (let offset = 0; offset < tensor.byteLength; offset += pieceBytes) {
    const bytes = await readBytes(file, tensor.fileOffset + offset, Math.min(pieceBytes, tensor.byteLength - offset));
    await onPiece(toFloat32(bytes.buffer as ArrayBuffer), offset / valueBytes);
  }
}

function converter(tensor: StoredTensor): (bytes: ArrayBuffer) => Float32Array {
  switch (tensor.dtype) {
    case 'F32':
      return (bytes) => new Float32Array(bytes);
    case 'F16':
      return (bytes) => float16ToFloat32(new Uint16Array(bytes));
    case 'BF16':
      return (bytes) => bfloat16ToFloat32(new Uint16Array(bytes));
    default:
      throw bad({ reason: 'otherDtype', tensor: tensor.name, dtype: tensor.dtype });
  }
}

/** Exactly `byteLength` bytes, at the beginning of an ArrayBuffer of their own, so that typed arrays can view them. */
async function readBytes(file: FileHandle, position: number, byteLength: number): Promise<Buffer> {
  const bytes = Buffer.from(new ArrayBuffer(byteLength));
  let filled = 0;
  while (filled < byteLength) {
    const { bytesRead } = await file.read(bytes, filled, byteLength - filled, position + filled);
    if (bytesRead === 0) throw cutShort(position + byteLength, position + filled);
    filled += bytesRead;
  }
  return bytes;
}

function cutShort(neededBytes: number, fileBytes: number): CoreError {
  return bad({ reason: 'cutShort', file: fileName, neededBytes, fileBytes });
}

function bad(problem: ModelProblemDetails): CoreError {
  return new CoreError('badModel', problem);
}
