import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { isLfsPointer, LFS_BEGINNING_BYTES } from '../../shared/lfs-pointer.ts';
import {
  badWeights as bad,
  bytesPerValue,
  cutShort,
  type DescribedTensor,
  float32Converter,
  type OnPiece,
  pieceBytes,
  readFileBytes,
  type TensorFile,
} from './tensor-file.ts';

/** One tensor as the header describes it. `fileOffset` is in bytes from the beginning of the file. */
export interface StoredTensor extends DescribedTensor {
  readonly fileOffset: number;
  readonly byteLength: number;
}

/** An open safetensors file whose header has been checked. */
export type SafetensorsFile = TensorFile<StoredTensor>;

// The format's own limit is 100 MB; a GPT-2's largest header is a hundredth of this, and JSON takes many times its bytes in memory.
const maximumHeaderBytes = 16_000_000;
const longestName = 200;
const mostDimensions = 16;

/**
 * Opens a safetensors file (https://github.com/huggingface/safetensors#format) and checks its header against its size.
 * Throws CoreError `badModel` with what is wrong when it is cut short, damaged, or another kind of file.
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const file = await open(path, 'r');
  try {
    const fileName = basename(path);
    const tensors = await readHeader(file, (await file.stat()).size, fileName);
    return {
      tensors,
      read: (tensor, onPiece) => readValues(file, tensor, { fileName, onPiece }),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readHeader(
  file: FileHandle,
  fileBytes: number,
  fileName: string,
): Promise<ReadonlyMap<string, StoredTensor>> {
  if (fileBytes < 8) throw cutShort(fileName, 8, fileBytes);
  const headerBytes = Number((await readFileBytes(file, 0, { byteLength: 8, fileName })).readBigUInt64LE(0));
  if (headerBytes > maximumHeaderBytes || headerBytes < 2) {
    const beginning = await readFileBytes(file, 0, {
      byteLength: Math.min(fileBytes, LFS_BEGINNING_BYTES),
      fileName,
    });
    if (isLfsPointer(beginning.toString('latin1'))) throw bad({ reason: 'lfsPointer', file: fileName });
    throw bad({ reason: 'noSafetensors', file: fileName, headerBytes });
  }
  if (8 + headerBytes > fileBytes) throw cutShort(fileName, 8 + headerBytes, fileBytes);
  const header = parseHeader(
    (await readFileBytes(file, 8, { byteLength: headerBytes, fileName })).toString('utf8'),
    fileName,
  );

  const dataOffset = 8 + headerBytes;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, readEntry(name, entry, { dataOffset, fileName }));
  }
  checkExtents([...tensors.values()], { dataOffset, fileBytes, fileName });
  return tensors;
}

function parseHeader(text: string, fileName: string): Record<string, unknown> {
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

function readEntry(
  name: string,
  entry: unknown,
  { dataOffset, fileName }: { readonly dataOffset: number; readonly fileName: string },
): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const isNamed = name.length <= longestName && typeof dtype === 'string' && dtype.length <= longestName;
  if (!isNamed || !isSizes(shape) || shape.length > mostDimensions || !isSizes(offsets) || offsets.length !== 2) {
    throw bad({ reason: 'undescribedTensor', file: fileName, tensor: name.slice(0, longestName) });
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
function checkExtents(
  tensors: StoredTensor[],
  {
    dataOffset,
    fileBytes,
    fileName,
  }: { readonly dataOffset: number; readonly fileBytes: number; readonly fileName: string },
): void {
  tensors.sort((a, b) => a.fileOffset - b.fileOffset || a.byteLength - b.byteLength);
  let end = dataOffset;
  for (const tensor of tensors) {
    if (tensor.fileOffset < end) throw bad({ reason: 'overlappingTensor', file: fileName, tensor: tensor.name });
    if (tensor.fileOffset > end) throw bad({ reason: 'holeBefore', file: fileName, tensor: tensor.name });
    end = tensor.fileOffset + tensor.byteLength;
  }
  if (fileBytes < end) throw cutShort(fileName, end, fileBytes);
  if (fileBytes > end) throw bad({ reason: 'tooLong', file: fileName, neededBytes: end, fileBytes });
}

async function readValues(
  file: FileHandle,
  tensor: StoredTensor,
  { fileName, onPiece }: { readonly fileName: string; readonly onPiece: OnPiece },
): Promise<void> {
  const toFloat32 = float32Converter(tensor);
  const valueBytes = bytesPerValue[tensor.dtype] as number;
  for (let offset = 0; offset < tensor.byteLength; offset += pieceBytes) {
    const byteLength = Math.min(pieceBytes, tensor.byteLength - offset);
    const bytes = await readFileBytes(file, tensor.fileOffset + offset, { byteLength, fileName });
    await onPiece(toFloat32(bytes.buffer as ArrayBuffer), offset / valueBytes);
  }
}
