import type { Attribute, GraphNode, Initializer } from './onnx-file.ts';

/** A node that is named for what it gives; an empty name leaves an optional input or output out. */
export function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
  domain: GraphNode['domain'] = '',
): GraphNode {
  return { operator, domain, name: outputs.filter(Boolean).join('|'), inputs, outputs, attributes };
}

export function int(value: number): Attribute {
  return { type: 'int', value };
}

export function ints(values: readonly number[]): Attribute {
  return { type: 'ints', values };
}

export function float(value: number): Attribute {
  return { type: 'float', value };
}

/** Small values inside the file. */
export function inline(values: Float32Array | Int32Array | BigInt64Array): Initializer['data'] {
  return { type: 'inline', bytes: new Uint8Array(values.buffer) };
}

/** A shape, or a list of axes, for the operators that take one. */
export function shapeConstant(name: string, values: readonly number[]): Initializer {
  return { name, elementType: 'int64', shape: [values.length], data: inline(BigInt64Array.from(values.map(BigInt))) };
}
