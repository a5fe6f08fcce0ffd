import { isType, type PickleGlobal, type PickleMeaning, type PickleObject, type PickleValue } from './pickle-values.ts';
import { badWeights, bytesPerValue } from './tensor-file.ts';

/** A run of values of one type, which several tensors may share. */
export interface PickledStorage {
  readonly key: string;
  readonly dtype: string;
  readonly valueCount: number;
}

/** A tensor as a view of a storage: `offset` and `strides` are counted in values. */
export interface PickledTensor {
  readonly storage: PickledStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

const dtypes: Readonly<Record<string, string>> = {
  ...{ FloatStorage: 'F32', HalfStorage: 'F16', BFloat16Storage: 'BF16', DoubleStorage: 'F64' },
  ...{ BoolStorage: 'BOOL', ByteStorage: 'U8', CharStorage: 'I8', ShortStorage: 'I16', IntStorage: 'I32' },
  LongStorage: 'I64',
};

const rebuildTensor = ['torch._utils._rebuild_tensor', 'torch._utils._rebuild_tensor_v2'];
const rebuildParameter = 'torch._utils._rebuild_parameter';
const orderedDict = 'collections.OrderedDict';
const known = new Set([
  ...rebuildTensor,
  ...[rebuildParameter, orderedDict, 'torch.Size'],
  ...Object.keys(dtypes).map((name) => `torch.${name}`),
]);
const mostDimensions = 16;

/** What PyTorch's pickles of tensors mean. Every other name in a pickle is refused with that name: nothing is ever run. */
export function pytorchMeaning(fileName: string): PickleMeaning {
  const damaged = () => badWeights({ reason: 'damagedPickle', file: fileName });

  function loadStorage(id: PickleValue): PickleValue {
    const [kind, type, key, , valueCount, view] = isType(id, 'sequence') ? id.items : [];
    if (kind !== 'storage' || !isType(type, 'global') || typeof key !== 'string' || !isSize(valueCount)) {
      throw damaged();
    }
    const dtype = dtypes[type.name.slice('torch.'.length)];
    // Views of storages were written before PyTorch 0.4.
    if (dtype === undefined || (view !== undefined && view !== null)) throw damaged();
    return made({ key, dtype, valueCount } satisfies PickledStorage);
  }

  function makeTensor(values: readonly PickleValue[]): PickleValue {
    const [storage, offset, shape, strides] = values;
    const [lengths, steps] = [sizesOf(shape), sizesOf(strides)];
    if (!isStorage(storage) || !isSize(offset) || !lengths || !steps || lengths.length !== steps.length)
      throw damaged();
    const tensor = { storage: storage.value, offset, shape: lengths, strides: steps };
    if (!lies(tensor)) throw damaged();
    return made(tensor);
  }

  return {
    find(name): PickleGlobal {
      if (known.has(name)) return { type: 'global', name };
      // What can be no name is damage.
      if (!/^[\w.]{1,200}$/.test(name)) throw damaged();
      throw badWeights({ reason: 'pickledCode', file: fileName, name });
    },
    call(name, values) {
      if (rebuildTensor.includes(name)) return makeTensor(values);
      if (name === orderedDict) return { type: 'dict', entries: new Map() };
      if (name === rebuildParameter || name === 'torch.Size') return values[0] ?? null;
      throw badWeights({ reason: 'pickledCode', file: fileName, name });
    },
    load: loadStorage,
  };
}

/** The tensors of a dictionary by name; other values of it are left out. Null for what is no dictionary. */
export function tensorsOf(value: PickleValue): ReadonlyMap<string, PickledTensor> | null {
  if (!isType(value, 'dict')) return null;
  const tensors = new Map<string, PickledTensor>();
  for (const [name, entry] of value.entries) {
    if (typeof name === 'string' && name.length <= 200 && isType(entry, 'object') && isTensor(entry.value))
      tensors.set(name, entry.value);
  }
  return tensors;
}

/** How many values lie from a tensor's first to its last. */
export function spanOf({ shape, strides }: Pick<PickledTensor, 'shape' | 'strides'>): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((span, length, axis) => span + (length - 1) * (strides[axis] as number), 1);
}

/** Inside its storage, and with no more values than that has: one number spread over any size is no weight. */
function lies({ storage, offset, shape, strides }: PickledTensor): boolean {
  const count = shape.reduce((product, length) => product * length, 1);
  return count <= storage.valueCount && offset + spanOf({ shape, strides }) <= storage.valueCount;
}

function made(value: unknown): PickleObject {
  return { type: 'object', value };
}

function isStorage(value: PickleValue | undefined): value is PickleObject & { readonly value: PickledStorage } {
  return isType(value, 'object') && typeof value.value === 'object' && value.value !== null && 'key' in value.value;
}

function isTensor(value: unknown): value is PickledTensor {
  return typeof value === 'object' && value !== null && 'strides' in value;
}

function isSize(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function sizesOf(value: PickleValue | undefined): readonly number[] | null {
  if (!isType(value, 'sequence') || value.items.length > mostDimensions || !value.items.every(isSize)) return null;
  return [...(value.items as number[])];
}

/** Bytes of all values of a storage. */
export function storageBytes({ dtype, valueCount }: PickledStorage): number {
  return valueCount * (bytesPerValue[dtype] as number);
}
