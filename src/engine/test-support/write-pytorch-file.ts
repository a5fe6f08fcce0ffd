import { writeFileSync } from 'node:fs';
import { openSafetensors } from '../graph/safetensors.ts';

/** Writes the tensors of a safetensors file as torch.save would in its zip form, as float32. For small models. */
export async function writePyTorchFile(safetensorsPath: string, path: string): Promise<void> {
  const file = await openSafetensors(safetensorsPath);
  const entries: (readonly [name: string, bytes: Buffer])[] = [];
  const described: Buffer[] = [];
  for (const [name, tensor] of file.tensors) {
    const pieces: Buffer[] = [];
    await file.read(tensor, (values) => void pieces.push(Buffer.from(values.buffer as ArrayBuffer)));
    const bytes = Buffer.concat(pieces);
    const key = String(entries.length);
    entries.push([`archive/data/${key}`, bytes]);
    described.push(text(name), pickledTensor(key, bytes.length / 4, tensor.shape));
  }
  await file.close();
  const pickle = Buffer.concat([Buffer.from('\x80\x02}(', 'latin1'), ...described, Buffer.from('u.')]);
  writeFileSync(path, zipOf([['archive/data.pkl', pickle], ...entries]));
}

/** `_rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())`. */
function pickledTensor(key: string, valueCount: number, shape: readonly number[]): Buffer {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const storage = [text('storage'), global('torch', 'FloatStorage'), text(key), text('cpu'), int(valueCount)];
  return Buffer.concat([
    global('torch._utils', '_rebuild_tensor_v2'),
    Buffer.from('('),
    ...[tuple(storage), Buffer.from('Q'), int(0), tuple(shape.map(int)), tuple(strides.map(int))],
    ...[Buffer.from([0x89]), global('collections', 'OrderedDict'), Buffer.from(')RtR')],
  ]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([Buffer.from('X'), uint32(bytes.length), bytes]);
}

const global = (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`);
const int = (value: number) => Buffer.concat([Buffer.from('J'), uint32(value)]);
const tuple = (items: readonly Buffer[]) => Buffer.concat([Buffer.from('('), ...items, Buffer.from('t')]);

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function zipOf(entries: readonly (readonly [name: string, bytes: Buffer])[]): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of entries) {
    const sizes = Buffer.concat([uint32(0), uint32(bytes.length), uint32(bytes.length)]);
    const nameBytes = Buffer.from(name);
    const lengths = Buffer.from([nameBytes.length, 0, 0, 0]);
    const header = Buffer.concat([uint32(0x04034b50), Buffer.alloc(10), sizes, lengths, nameBytes]);
    list.push(uint32(0x02014b50), Buffer.alloc(12), sizes, lengths, Buffer.alloc(10), uint32(offset), nameBytes);
    parts.push(header, bytes);
    offset += header.length + bytes.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}
