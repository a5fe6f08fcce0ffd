import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { isLfsPointer, LFS_BEGINNING_BYTES } from '../../shared/lfs-pointer.ts';
import { readPickle } from './pickle.ts';
import { isType, PickleError, type PickleMeaning, type PickleValue } from './pickle-values.ts';
import { type PickledTensor, pytorchMeaning, spanOf, storageBytes, tensorsOf } from './pytorch-meaning.ts';
import { readStrided, type StridedTensor } from './strided-values.ts';
import { badWeights, bytesPerValue, cutShort, readFileBytes, type TensorFile } from './tensor-file.ts';
import { type OpenFile, readZipEntries } from './zip-entries.ts';

// A GPT-2's largest pickle, of 580 tensors, takes 150 kB, and what is made of it many times its bytes.
const mostPickleBytes = 4 * 1024 * 1024;
const zipBeginning = 0x04034b50;
const oldMagic = 0x1950a86a20f9469cfc6cn;
const oldProtocol = 1001;

/**
 * Opens a file that torch.save wrote of a dictionary of tensors: the zip form, or the one before PyTorch 1.6. Its pickles are read by
 * a machine that knows tensors only and runs nothing. Throws CoreError `badModel` with what is wrong.
 */
export async function openPyTorchFile(path: string): Promise<TensorFile<StridedTensor>> {
  const file = await open(path, 'r');
  try {
    const opened: OpenFile = { file, fileName: basename(path), fileBytes: (await file.stat()).size };
    const tensors = await readTensors(opened);
    return {
      tensors,
      read: (tensor, onPiece) => readStrided(opened, tensor, onPiece),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readTensors(opened: OpenFile): Promise<ReadonlyMap<string, StridedTensor>> {
  const { fileName, fileBytes } = opened;
  if (fileBytes < 4) throw cutShort(fileName, 4, fileBytes);
  const beginning = await read(opened, 0, Math.min(fileBytes, LFS_BEGINNING_BYTES));
  if (isLfsPointer(beginning.toString('latin1'))) throw badWeights({ reason: 'lfsPointer', file: fileName });
  if (beginning.readUInt32LE(0) === zipBeginning) return readZipForm(opened);
  return readOldForm(opened);
}

/** data.pkl describes the tensors; each storage is a file of its own beside it, named by its key. */
async function readZipForm(opened: OpenFile): Promise<ReadonlyMap<string, StridedTensor>> {
  const { fileName } = opened;
  const entries = await readZipEntries(opened);
  const pickle = [...entries.values()].find(({ name }) => /^[^/]*\/data\.pkl$/.test(name));
  if (!pickle) throw badWeights({ reason: 'noPickle', file: fileName });
  if (pickle.byteLength > mostPickleBytes) throw badWeights({ reason: 'damagedPickle', file: fileName });
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  await refuseBigEndian(opened, entries.get(`${folder}byteorder`));
  const bytes = await read(opened, pickle.dataOffset, pickle.byteLength);
  const { value } = unpickle(bytes, { start: 0, fileName, meaning: pytorchMeaning(fileName) });
  return placeTensors(value, fileName, ({ storage }) => {
    const entry = entries.get(`${folder}data/${storage.key}`);
    if (!entry || entry.byteLength < storageBytes(storage))
      throw badWeights({ reason: 'damagedPickle', file: fileName });
    return entry.dataOffset;
  });
}

async function refuseBigEndian(opened: OpenFile, entry: { dataOffset: number; byteLength: number } | undefined) {
  if (!entry) return;
  const order = await read(opened, entry.dataOffset, Math.min(entry.byteLength, 16));
  if (order.toString('latin1').trim() === 'big') throw badWeights({ reason: 'bigEndian', file: opened.fileName });
}

/**
 * One pickle after another: a magic number, a protocol, the writer's system, the tensors, and the keys of their storages, whose
 * values follow in that order, each behind its count.
 */
async function readOldForm(opened: OpenFile): Promise<ReadonlyMap<string, StridedTensor>> {
  const { fileName, fileBytes } = opened;
  const bytes = await read(opened, 0, Math.min(fileBytes, mostPickleBytes));
  const meaning = pytorchMeaning(fileName);
  const next = (start: number) => unpickle(bytes, { start, fileName, meaning });
  if (bytes[0] !== 0x80) throw badWeights({ reason: 'noPickle', file: fileName });
  const magic = next(0);
  if (magic.value !== oldMagic) throw badWeights({ reason: 'noPickle', file: fileName });
  const protocol = next(magic.end);
  if (protocol.value !== oldProtocol) throw badWeights({ reason: 'noPickle', file: fileName });
  const system = next(protocol.end);
  if (isType(system.value, 'dict') && system.value.entries.get('little_endian') === false) {
    throw badWeights({ reason: 'bigEndian', file: fileName });
  }
  const dictionary = next(system.end);
  const keys = next(dictionary.end);
  const offsets = await findStorages(opened, { dictionary: dictionary.value, keys: keys.value, start: keys.end });
  return placeTensors(dictionary.value, fileName, ({ storage }) => {
    const offset = offsets.get(storage.key);
    if (offset === undefined) throw badWeights({ reason: 'damagedPickle', file: fileName });
    return offset;
  });
}

/** Where each storage's values begin. */
async function findStorages(
  opened: OpenFile,
  { dictionary, keys, start }: { readonly dictionary: PickleValue; readonly keys: PickleValue; readonly start: number },
): Promise<ReadonlyMap<string, number>> {
  const { fileName, fileBytes } = opened;
  const damaged = () => badWeights({ reason: 'damagedPickle', file: fileName });
  const storages = new Map([...(tensorsOf(dictionary) ?? [])].map(([, { storage }]) => [storage.key, storage]));
  if (!isType(keys, 'sequence')) throw damaged();
  const offsets = new Map<string, number>();
  let position = start;
  for (const key of keys.items) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    // Values that belong to no tensor cannot be passed over: nothing says of which type they are.
    if (!storage) throw damaged();
    if (position + 8 > fileBytes) throw cutShort(fileName, position + 8, fileBytes);
    const count = (await read(opened, position, 8)).readBigInt64LE(0);
    if (count !== BigInt(storage.valueCount)) throw damaged();
    offsets.set(storage.key, position + 8);
    position += 8 + storageBytes(storage);
    if (position > fileBytes) throw cutShort(fileName, position, fileBytes);
  }
  return offsets;
}

function placeTensors(
  value: PickleValue,
  fileName: string,
  storageOffset: (tensor: PickledTensor) => number,
): ReadonlyMap<string, StridedTensor> {
  const tensors = tensorsOf(value);
  if (!tensors) throw badWeights({ reason: 'noTensors', file: fileName });
  const placed = new Map<string, StridedTensor>();
  for (const [name, tensor] of tensors) {
    const { shape, strides, storage, offset } = tensor;
    const fileOffset = storageOffset(tensor) + offset * (bytesPerValue[storage.dtype] as number);
    placed.set(name, { name, dtype: storage.dtype, shape, strides, fileOffset, spanValues: spanOf(tensor) });
  }
  return placed;
}

function unpickle(
  bytes: Uint8Array,
  { start, fileName, meaning }: { readonly start: number; readonly fileName: string; readonly meaning: PickleMeaning },
): { value: PickleValue; end: number } {
  try {
    return readPickle(bytes, start, meaning);
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    if (error.fault.type === 'cutShort' && bytes.length < mostPickleBytes) {
      throw cutShort(fileName, bytes.length + 1, bytes.length);
    }
    throw badWeights({ reason: 'damagedPickle', file: fileName });
  }
}

function read({ file, fileName }: OpenFile, position: number, byteLength: number): Promise<Buffer> {
  return readFileBytes(file, position, { byteLength, fileName });
}
