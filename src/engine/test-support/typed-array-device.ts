import { Tensor } from 'onnxruntime-node';
import { openCpuProvider } from '../cpu-provider.ts';
import { type DeviceMemory, DeviceRows } from '../device-rows.ts';
import type { GraphPurpose } from '../graph/graph-purposes.ts';
import type { Provider } from '../provider.ts';

interface ArrayBuffer2d {
  readonly values: Float32Array;
  readonly width: number;
}

/**
 * A stand-in for a device's memory: typed arrays, full of what is no number at first, that take a turn of the loop for all they
 * do, can be freed once only, and can run out.
 */
export class TypedArrayMemory implements DeviceMemory<ArrayBuffer2d> {
  readonly valueType = 'float32';
  /** How many buffers can still be made. */
  buffersLeft = Number.POSITIVE_INFINITY;
  /** Copies are told as done, and nothing is copied. */
  copiesNothing = false;
  private readonly alive = new Set<ArrayBuffer2d>();

  get aliveCount(): number {
    return this.alive.size;
  }

  async make(rowCount: number, width: number): Promise<ArrayBuffer2d> {
    await nextTurn();
    if (this.buffersLeft === 0) throw new RangeError('Failed to allocate memory for a buffer.');
    this.buffersLeft -= 1;
    const buffer = { values: new Float32Array(rowCount * width).fill(Number.NaN), width };
    this.alive.add(buffer);
    return buffer;
  }

  async copy(from: ArrayBuffer2d, to: ArrayBuffer2d, rowCount: number): Promise<void> {
    await nextTurn();
    if (this.copiesNothing) return;
    this.valuesOf(to).set(this.valuesOf(from).subarray(0, rowCount * from.width));
  }

  async read(from: ArrayBuffer2d, rowCount: number): Promise<Float32Array> {
    await nextTurn();
    return this.valuesOf(from).slice(0, rowCount * from.width);
  }

  async write(values: Float32Array, to: ArrayBuffer2d): Promise<void> {
    await nextTurn();
    this.valuesOf(to).set(values);
  }

  view(buffer: ArrayBuffer2d, rowCount: number): Tensor {
    const values = this.valuesOf(buffer).subarray(0, rowCount * buffer.width);
    return new Tensor(this.valueType, values, [rowCount, buffer.width]);
  }

  free(buffer: ArrayBuffer2d): void {
    if (!this.alive.delete(buffer)) throw new Error('A buffer was freed that is none any more.');
  }

  private valuesOf(buffer: ArrayBuffer2d): Float32Array {
    if (!this.alive.has(buffer)) throw new Error('A buffer was used that was freed.');
    return buffer.values;
  }
}

/** A device graph on the CPU, with rows in such memory: what a device does, but for the device. */
export function openTypedArrayDevice(memory: TypedArrayMemory, graphMode: GraphPurpose = 'device'): Provider {
  return {
    ...openCpuProvider('inPlace', 1),
    name: 'typed-arrays',
    graphMode,
    blocked: -1e9,
    mostTokensAtOnce: 256,
    openRows: (shape) => new DeviceRows(shape, memory),
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
