import { Tensor } from 'onnxruntime-node';

/** After which of a run's tokens an output is wanted. */
export type OutputAt = 'none' | 'last' | 'all';

/** The indices, among `tokenCount` new tokens, of those that an output is wanted after: [N]. */
export function outputPositions(at: OutputAt, tokenCount: number): Int32Array {
  switch (at) {
    case 'none':
      return new Int32Array(0);
    case 'last':
      return Int32Array.of(tokenCount - 1);
    case 'all':
      return Int32Array.from({ length: tokenCount }, (_, index) => index);
    default:
      return at satisfies never;
  }
}

/** What a run gave after some of its tokens, in their order: views of [N, width], not copies. */
export class OutputRows {
  /** [N, width]. */
  readonly values: Float32Array;
  readonly count: number;
  private readonly width: number;

  constructor(values: Float32Array, width: number) {
    this.values = values;
    this.width = width;
    this.count = values.length / width;
  }

  /** Row `index`, [width]. Throws RangeError where there is none. */
  at(index: number): Float32Array {
    if (!(index >= 0 && index < this.count)) throw new RangeError(`There is no row ${index} among ${this.count}.`);
    return this.values.subarray(index * this.width, (index + 1) * this.width);
  }

  /** None of them, [0, width]. */
  get none(): OutputRows {
    return new OutputRows(this.values.subarray(0, 0), this.width);
  }

  /** The row after the last token, [width]. Throws RangeError where no row was asked for. */
  get last(): Float32Array {
    return this.at(this.count - 1);
  }
}

// As many as a step with drafted tokens asks for. The logits of a whole window would be 200 MB in GPT-2's shape.
const keptRows = 16;

/** The memory one output of a graph is written to. A few rows are kept and written over by the next `take`; more are made anew. */
export class OutputBuffer {
  private readonly width: number;
  private kept: Float32Array;

  constructor(width: number) {
    this.width = width;
    this.kept = new Float32Array(width); // [1, width]
  }

  /** A tensor [count, width] to be written to, and the rows that will then be in it. */
  take(count: number): { readonly tensor: Tensor; readonly rows: OutputRows } {
    const values = this.memory(count * this.width, count <= keptRows);
    return {
      tensor: new Tensor('float32', values, [count, this.width]),
      rows: new OutputRows(values, this.width),
    };
  }

  private memory(size: number, isKept: boolean): Float32Array {
    if (!isKept) return new Float32Array(size);
    if (size > this.kept.length) this.kept = new Float32Array(size);
    return this.kept.subarray(0, size);
  }
}
