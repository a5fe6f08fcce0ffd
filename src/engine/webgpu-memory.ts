import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type CacheType, cacheValueBytes } from './cache-type.ts';
import type { DeviceMemory } from './device-rows.ts';
import { encodeOnnxFile, type GraphNode, type ValueInfo } from './graph/onnx-file.ts';

/** A buffer as its owner holds it. What it is made of stays in this file. */
export interface WebgpuBuffer {
  readonly rowCount: number;
  readonly width: number;
}

/** Nothing of a tensor on the device may be asked but its buffer: `getData` ends the process. */
interface HeldBuffer extends WebgpuBuffer {
  readonly tensor: Tensor; // [rowCount, width]
}

/** What the device's rows are made of. */
const bufferType: CacheType = 'float32';

export const webgpuSessionOptions: InferenceSession.SessionOptions = {
  executionProviders: ['webgpu'],
  // The shapes of every step differ, so a remembered memory plan would be made for nothing.
  enableMemPattern: false,
  // A graph of which a node would run on the host is refused when it is loaded: rows would cross the bus in each step.
  extra: { session: { disable_cpu_ep_fallback: '1' } },
};

/**
 * Memory of the WebGPU device that onnxruntime works on: all its sessions in a process share one. The Node binding gives
 * tensors on the device and nothing to make, copy, fill or read them with, so graphs of one node do that.
 *
 * Nothing is freed by itself. What the binding would end the process for (a buffer used or freed after it was freed, or after the
 * last session on the device was released) throws here.
 */
export class WebgpuMemory implements DeviceMemory<WebgpuBuffer> {
  readonly valueType = bufferType;
  private readonly maker: InferenceSession;
  private readonly copier: InferenceSession;
  private readonly alive = new Set<HeldBuffer>();
  private isClosed = false;

  private constructor(maker: InferenceSession, copier: InferenceSession) {
    this.maker = maker;
    this.copier = copier;
  }

  /** Rejects where there is no adapter: no driver, no loader of drivers, or a build of onnxruntime without WebGPU. */
  static async open(): Promise<WebgpuMemory> {
    const maker = await InferenceSession.create(makerGraph(), {
      ...webgpuSessionOptions,
      preferredOutputLocation: 'gpu-buffer',
    });
    try {
      return new WebgpuMemory(maker, await InferenceSession.create(copierGraph(), webgpuSessionOptions));
    } catch (error) {
      await maker.release();
      throw error;
    }
  }

  /** Of the buffers that are held. */
  get heldBytes(): number {
    let bytes = 0;
    for (const { rowCount, width } of this.alive) bytes += rowCount * width * cacheValueBytes[this.valueType];
    return bytes;
  }

  async make(rowCount: number, width: number): Promise<WebgpuBuffer> {
    this.requireOpen();
    const shape = new Tensor('int64', BigInt64Array.of(BigInt(rowCount), BigInt(width)), [2]);
    const { made } = await this.maker.run({ fill: new Tensor(bufferType, Float32Array.of(0), [1]), shape });
    const buffer: HeldBuffer = { tensor: made as Tensor, rowCount, width };
    this.alive.add(buffer);
    return buffer;
  }

  async copy(from: WebgpuBuffer, to: WebgpuBuffer, rowCount: number): Promise<void> {
    await this.fill(this.view(from, rowCount), this.view(to, rowCount));
  }

  /** Waits until the device has done all that was asked of it before. */
  async read(from: WebgpuBuffer, rowCount: number): Promise<Float32Array> {
    const { to } = await this.copier.run({ from: this.view(from, rowCount) });
    return (to as Tensor).data as Float32Array; // [rowCount, width]
  }

  async write(values: Float32Array, to: WebgpuBuffer): Promise<void> {
    const rowCount = values.length / to.width;
    await this.fill(new Tensor(bufferType, values, [rowCount, to.width]), this.view(to, rowCount));
  }

  view(buffer: WebgpuBuffer, rowCount: number): Tensor {
    const { tensor, width } = this.held(buffer);
    // Shaders do not look where a buffer ends.
    if (rowCount > buffer.rowCount) throw new RangeError(`A buffer of ${buffer.rowCount} rows has no ${rowCount}.`);
    return Tensor.fromGpuBuffer(tensor.gpuBuffer, { dataType: bufferType, dims: [rowCount, width] });
  }

  free(buffer: WebgpuBuffer): void {
    const held = this.held(buffer);
    this.alive.delete(held);
    held.tensor.dispose();
  }

  /** After the sessions whose runs were given buffers. What was not freed is freed: the device would not do it. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    for (const buffer of this.alive) this.free(buffer);
    this.isClosed = true;
    await this.maker.release();
    await this.copier.release();
  }

  private async fill(from: Tensor, to: Tensor): Promise<void> {
    const results = await this.copier.run({ from }, { to });
    // A handle of its own on the buffer that was given; freeing it frees no buffer.
    results.to?.dispose();
  }

  private held(buffer: WebgpuBuffer): HeldBuffer {
    this.requireOpen();
    const held = buffer as HeldBuffer;
    if (!this.alive.has(held))
      throw new Error('A buffer on the device was used that was freed, or is none of this memory.');
    return held;
  }

  private requireOpen(): void {
    if (this.isClosed) throw new Error('The memory of the device was closed.');
  }
}

function makerGraph(): Uint8Array {
  const shape: ValueInfo = { name: 'shape', elementType: 'int64', shape: [2] };
  return oneNodeGraph('Expand', [ofBuffer('fill', [1]), shape], ofBuffer('made', ['rows', 'width']));
}

function copierGraph(): Uint8Array {
  return oneNodeGraph('Identity', [ofBuffer('from', ['rows', 'width'])], ofBuffer('to', ['rows', 'width']));
}

function ofBuffer(name: string, shape: ValueInfo['shape']): ValueInfo {
  return { name, elementType: bufferType, shape };
}

function oneNodeGraph(operator: string, inputs: readonly ValueInfo[], output: ValueInfo): Uint8Array {
  const names = inputs.map(({ name }) => name);
  const node: GraphNode = {
    operator,
    domain: '',
    name: operator,
    inputs: names,
    outputs: [output.name],
    attributes: {},
  };
  return encodeOnnxFile({ name: operator, nodes: [node], initializers: [], inputs, outputs: [output] });
}
