/** What a pickle is made of, as far as tensors need it. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleSequence
  | PickleDict
  | PickleGlobal
  | PickleObject;

/** A tuple or a list. */
export interface PickleSequence {
  readonly type: 'sequence';
  readonly items: PickleValue[];
}

export interface PickleDict {
  readonly type: 'dict';
  readonly entries: Map<PickleValue, PickleValue>;
}

/** A name of Python's, with its module. */
export interface PickleGlobal {
  readonly type: 'global';
  readonly name: string;
}

/** What the caller made. */
export interface PickleObject {
  readonly type: 'object';
  readonly value: unknown;
}

export interface PickleMeaning {
  /** Throws for a name that it does not know. */
  find(name: string): PickleGlobal;
  call(name: string, values: readonly PickleValue[]): PickleValue;
  /** What stands outside of the pickle, such as a tensor's values. */
  load(id: PickleValue): PickleValue;
}

export type PickleFault = { readonly type: 'cutShort' } | { readonly type: 'opcode'; readonly opcode: number };

/** A pickle that ends too early, or does what none of tensors does. */
export class PickleError extends Error {
  readonly fault: PickleFault;

  constructor(fault: PickleFault) {
    super(fault.type);
    this.fault = fault;
  }
}

/** Whether a value is of one of the kinds that have a type. */
export function isType<Type extends 'sequence' | 'dict' | 'global' | 'object'>(
  value: PickleValue | undefined,
  type: Type,
): value is Extract<PickleValue, { readonly type: Type }> {
  return typeof value === 'object' && value !== null && value.type === type;
}

/** A tuple or list of these items. */
export function sequence(items: PickleValue[]): PickleSequence {
  return { type: 'sequence', items };
}

/** Puts keys and values, in turn, into a dictionary. */
export function setAll(dict: PickleDict, items: readonly PickleValue[]): PickleDict {
  for (let index = 0; index + 1 < items.length; index += 2) {
    dict.entries.set(items[index] as PickleValue, items[index + 1] as PickleValue);
  }
  return dict;
}
