/**
 * Writes an ONNX model as protobuf bytes (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3): only the messages and
 * fields a graph of ours needs. Field numbers are the format's.
 */

export type ElementType = 'float32' | 'int32' | 'int64' | 'uint8';
/** A dimension is a number, or a name for one that is known only when the graph runs. */
export type Dimension = number | string;

export interface ValueInfo {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly Dimension[];
}

/** A constant of the graph: its bytes are inside the file, or outside in `fileName` at `offset`. */
export interface Initializer {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  readonly data:
    | { readonly type: 'inline'; readonly bytes: Uint8Array }
    | { readonly type: 'external'; readonly fileName: string; readonly offset: number; readonly byteLength: number };
}

export type Attribute =
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'ints'; readonly values: readonly number[] }
  | { readonly type: 'float'; readonly value: number };

export interface GraphNode {
  readonly operator: string;
  /** '' is ONNX's own set. */
  readonly domain: '' | 'com.microsoft';
  readonly name: string;
  /** An empty name leaves an optional input or output out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

const irVersion = 11;
const opsetVersion = 23;
const elementTypeCodes: Readonly<Record<ElementType, number>> = { float32: 1, uint8: 2, int32: 6, int64: 7 };

/** The bytes of a .onnx file that holds `graph` (opset 23, and com.microsoft 1). */
export function encodeOnnxFile(graph: OnnxGraph): Uint8Array {
  return joinBytes([
    intField(1, irVersion),
    stringField(2, 'palimpsest'),
    bytesField(7, encodeGraph(graph)),
    bytesField(8, joinBytes([stringField(1, ''), intField(2, opsetVersion)])),
    bytesField(8, joinBytes([stringField(1, 'com.microsoft'), intField(2, 1)])),
  ]);
}

function encodeGraph(graph: OnnxGraph): Uint8Array {
  return joinBytes([
    ...graph.nodes.map((node) => bytesField(1, encodeNode(node))),
    stringField(2, graph.name),
    ...graph.initializers.map((initializer) => bytesField(5, encodeInitializer(initializer))),
    ...graph.inputs.map((value) => bytesField(11, encodeValueInfo(value))),
    ...graph.outputs.map((value) => bytesField(12, encodeValueInfo(value))),
  ]);
}

function encodeNode(node: GraphNode): Uint8Array {
  return joinBytes([
    ...node.inputs.map((name) => stringField(1, name)),
    ...node.outputs.map((name) => stringField(2, name)),
    stringField(3, node.name),
    stringField(4, node.operator),
    ...Object.entries(node.attributes).map(([name, attribute]) => bytesField(5, encodeAttribute(name, attribute))),
    stringField(7, node.domain),
  ]);
}

function encodeAttribute(name: string, attribute: Attribute): Uint8Array {
  switch (attribute.type) {
    case 'float':
      return joinBytes([stringField(1, name), floatField(2, attribute.value), intField(20, 1)]);
    case 'int':
      return joinBytes([stringField(1, name), intField(3, attribute.value), intField(20, 2)]);
    case 'ints':
      return joinBytes([stringField(1, name), ...attribute.values.map((value) => intField(8, value)), intField(20, 7)]);
    default:
      return attribute satisfies never;
  }
}

function encodeInitializer(initializer: Initializer): Uint8Array {
  const { data } = initializer;
  const head = [
    ...initializer.shape.map((size) => intField(1, size)),
    intField(2, elementTypeCodes[initializer.elementType]),
    stringField(8, initializer.name),
  ];
  if (data.type === 'inline') return joinBytes([...head, bytesField(9, data.bytes)]);
  return joinBytes([
    ...head,
    bytesField(13, encodeEntry('location', data.fileName)),
    bytesField(13, encodeEntry('offset', String(data.offset))),
    bytesField(13, encodeEntry('length', String(data.byteLength))),
    intField(14, 1),
  ]);
}

function encodeEntry(key: string, value: string): Uint8Array {
  return joinBytes([stringField(1, key), stringField(2, value)]);
}

function encodeValueInfo(value: ValueInfo): Uint8Array {
  const dimensions = value.shape.map((size) =>
    bytesField(1, typeof size === 'number' ? intField(1, size) : stringField(2, size)),
  );
  const tensorType = joinBytes([
    intField(1, elementTypeCodes[value.elementType]),
    bytesField(2, joinBytes(dimensions)),
  ]);
  return joinBytes([stringField(1, value.name), bytesField(2, bytesField(1, tensorType))]);
}

/** A base-128 number, low groups first; negative numbers are written as 64-bit two's complement, ten bytes long. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function intField(field: number, value: number): Uint8Array {
  return joinBytes([varint(field * 8), varint(value)]);
}

function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return joinBytes([varint(field * 8 + 5), bytes]);
}

function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return joinBytes([varint(field * 8 + 2), varint(bytes.byteLength), bytes]);
}

function stringField(field: number, text: string): Uint8Array {
  return bytesField(field, new TextEncoder().encode(text));
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}
