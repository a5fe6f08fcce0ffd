import { describe, expect, it } from 'vitest';
import { OutputBuffer, OutputRows } from './output-rows.ts';

describe('rows of an output', () => {
  it('are views of one buffer, the last one that after the last token', () => {
    const values = Float32Array.of(1, 2, 3, 4, 5, 6);
    const rows = new OutputRows(values, 2);
    expect(rows.count).toBe(3);
    expect(rows.at(1)).toEqual(Float32Array.of(3, 4));
    values[5] = 7;
    expect(rows.last).toEqual(Float32Array.of(5, 7));
  });

  it('are not there where none was asked for', () => {
    const rows = new OutputRows(new Float32Array(0), 2);
    expect(rows.count).toBe(0);
    expect(() => rows.last).toThrow(RangeError);
    expect(() => new OutputRows(new Float32Array(4), 2).at(2)).toThrow(RangeError);
  });

  it('are written to kept memory when they are few, and to new memory when they are many', () => {
    const buffer = new OutputBuffer(3);
    const memory = (count: number) => buffer.take(count).rows.values.buffer;
    const isShared = (count: number) => {
      const before = memory(count);
      return memory(count) === before;
    };
    expect([1, 5, 1, 16].map(isShared)).toEqual([true, true, true, true]);
    expect(isShared(17)).toBe(false);
    const { tensor, rows } = buffer.take(5);
    expect(tensor.dims).toEqual([5, 3]);
    expect(rows.values).toBe(tensor.data);
  });
});
