/**
 * What a detail of an error is (a `value` is a text or a number); with "?" it may be missing. A list names the words that it
 * may be.
 */
export type DetailKind =
  | 'text'
  | 'text?'
  | 'number'
  | 'number?'
  | 'value?'
  | readonly string[]
  | { readonly maybe: readonly string[] };

export type DetailShape = Readonly<Record<string, DetailKind>>;

/** An error of which there are several kinds, told apart by the detail `reason`; each has details of its own beside it. */
export interface ReasonedShape {
  readonly reasons: Readonly<Record<string, DetailShape>>;
}

interface KindTypes {
  readonly text: string;
  readonly number: number;
  readonly value: string | number;
}

type IsOptional<Kind> = Kind extends `${string}?` | { readonly maybe: unknown } ? true : false;
type ValueOf<Kind> = Kind extends `${infer Plain extends keyof KindTypes}?`
  ? KindTypes[Plain]
  : Kind extends keyof KindTypes
    ? KindTypes[Kind]
    : Kind extends { readonly maybe: readonly (infer Word)[] }
      ? Word
      : Kind extends readonly (infer Word)[]
        ? Word
        : never;
type Optional<Shape> = { [Name in keyof Shape as IsOptional<Shape[Name]> extends true ? Name : never]: Shape[Name] };

/** One object type: an intersection with an empty one would take anything. */
type Flat<Type> = { [Name in keyof Type]: Type[Name] };

/** The details that a shape describes, as a type. */
export type ShapedDetails<Shape> = Flat<
  { readonly [Name in Exclude<keyof Shape, keyof Optional<Shape>>]: ValueOf<Shape[Name]> } & {
    readonly [Name in keyof Optional<Shape>]?: ValueOf<Optional<Shape>[Name]> | undefined;
  }
>;

/** The same for an error with or without reasons. */
export type DetailsOf<Shape> = Shape extends { readonly reasons: infer Reasons }
  ? { [Reason in keyof Reasons]: Flat<{ readonly reason: Reason } & ShapedDetails<Reasons[Reason]>> }[keyof Reasons]
  : ShapedDetails<Shape>;

/** Whether details that come from elsewhere (a line, a database) are what a sentence can be made of. */
export function fitsShape(shape: DetailShape | ReasonedShape, details: Readonly<Record<string, unknown>>): boolean {
  if (isReasoned(shape)) {
    const { reason } = details;
    const ofReason =
      typeof reason === 'string' && Object.hasOwn(shape.reasons, reason) ? shape.reasons[reason] : undefined;
    return ofReason !== undefined && fitsShape(ofReason, details);
  }
  return Object.entries(shape).every(([name, kind]) => fitsKind(kind, details[name]));
}

export function isReasoned(shape: DetailShape | ReasonedShape): shape is ReasonedShape {
  return typeof shape.reasons === 'object' && !Array.isArray(shape.reasons) && !('maybe' in shape.reasons);
}

function fitsKind(kind: DetailKind, value: unknown): boolean {
  if (typeof kind === 'string') {
    if (value === undefined) return kind.endsWith('?');
    if (kind.startsWith('value')) return typeof value === 'string' || typeof value === 'number';
    return typeof value === (kind.startsWith('text') ? 'string' : 'number');
  }
  if ('maybe' in kind) return value === undefined || kind.maybe.includes(String(value));
  return kind.includes(String(value));
}
