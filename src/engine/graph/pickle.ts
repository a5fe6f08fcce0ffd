import { isType, PickleError, type PickleMeaning, type PickleValue, sequence, setAll } from './pickle-values.ts';

const textDecoder = new TextDecoder('utf-8');

/**
 * A machine for Python's pickles that can run nothing: it makes numbers, texts, lists and dictionaries, and for each name of
 * Python's that a pickle calls upon it asks its caller, who knows the few that are tensors. Each step takes at least a byte, so
 * that work and memory are bounded by the bytes given. Opcodes: CPython's Lib/pickletools.py.
 * Reads the pickle that begins at `start`; `end` is where the next thing begins. Throws PickleError, and what `meaning` throws.
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  meaning: PickleMeaning,
): { value: PickleValue; end: number } {
  return new PickleMachine(bytes, start, meaning).run();
}

class PickleMachine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #meaning: PickleMeaning;
  #position: number;
  #stack: PickleValue[] = [];
  /** What lay under each mark that has not been taken up yet. */
  readonly #below: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: Uint8Array, start: number, meaning: PickleMeaning) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = start;
    this.#meaning = meaning;
  }

  run(): { value: PickleValue; end: number } {
    for (;;) {
      const opcode = this.#uint8();
      if (opcode === 0x2e) return { value: this.#pop(), end: this.#position }; // STOP
      if (this.#push(opcode) || this.#gather(opcode) || this.#remember(opcode) || this.#make(opcode)) continue;
      throw new PickleError({ type: 'opcode', opcode });
    }
  }

  /** Opcodes that put one plain value on the stack. */
  #push(opcode: number): boolean {
    const value = this.#plain(opcode);
    if (value === undefined) return false;
    this.#stack.push(value);
    return true;
  }

  #plain(opcode: number): PickleValue | undefined {
    switch (opcode) {
      case 0x4e: // NONE
        return null;
      case 0x88: // NEWTRUE
        return true;
      case 0x89: // NEWFALSE
        return false;
      case 0x4b: // BININT1
        return this.#uint8();
      case 0x4d: // BININT2
        return this.#view.getUint16(this.#take(2), true);
      case 0x4a: // BININT
        return this.#view.getInt32(this.#take(4), true);
      case 0x8a: // LONG1
        return this.#long(this.#uint8());
      case 0x8b: // LONG4
        return this.#long(this.#uint32());
      case 0x47: // BINFLOAT
        return this.#view.getFloat64(this.#take(8), false);
      case 0x58: // BINUNICODE
      case 0x54: // BINSTRING
      case 0x42: // BINBYTES
        return this.#text(this.#uint32());
      case 0x8c: // SHORT_BINUNICODE
      case 0x55: // SHORT_BINSTRING
      case 0x43: // SHORT_BINBYTES
        return this.#text(this.#uint8());
      case 0x29: // EMPTY_TUPLE
      case 0x5d: // EMPTY_LIST
        return sequence([]);
      case 0x7d: // EMPTY_DICT
        return { type: 'dict', entries: new Map() };
      case 0x63: // GLOBAL
        return this.#meaning.find(`${this.#line()}.${this.#line()}`);
      default:
        return undefined;
    }
  }

  /** Opcodes that put together what is on the stack. */
  #gather(opcode: number): boolean {
    switch (opcode) {
      case 0x28: // MARK
        this.#below.push(this.#stack);
        this.#stack = [];
        return true;
      case 0x74: // TUPLE
      case 0x6c: // LIST
        this.#replaceMarked((items) => sequence(items));
        return true;
      case 0x64: // DICT
        this.#replaceMarked((items) => setAll({ type: 'dict', entries: new Map() }, items));
        return true;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        this.#stack.push(sequence(this.#popSome(opcode - 0x84)));
        return true;
      case 0x61: // APPEND
        this.#append([this.#pop()]);
        return true;
      case 0x65: // APPENDS
        this.#append(this.#popMarked());
        return true;
      case 0x73: // SETITEM
        this.#set(this.#popSome(2));
        return true;
      case 0x75: // SETITEMS
        this.#set(this.#popMarked());
        return true;
      default:
        return false;
    }
  }

  /** Opcodes that keep and give again, or only speak of the pickle itself. */
  #remember(opcode: number): boolean {
    switch (opcode) {
      case 0x80: // PROTO
        this.#take(1);
        return true;
      case 0x95: // FRAME
        this.#take(8);
        return true;
      case 0x71: // BINPUT
        this.#memo.set(this.#uint8(), this.#top());
        return true;
      case 0x72: // LONG_BINPUT
        this.#memo.set(this.#uint32(), this.#top());
        return true;
      case 0x94: // MEMOIZE
        this.#memo.set(this.#memo.size, this.#top());
        return true;
      case 0x68: // BINGET
        this.#stack.push(this.#recall(this.#uint8()));
        return true;
      case 0x6a: // LONG_BINGET
        this.#stack.push(this.#recall(this.#uint32()));
        return true;
      case 0x30: // POP
        this.#pop();
        return true;
      default:
        return false;
    }
  }

  /** Opcodes that in Python run something: here they only name it. */
  #make(opcode: number): boolean {
    switch (opcode) {
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#popSome(2);
        this.#stack.push(this.#meaning.find(`${String(module)}.${String(name)}`));
        return true;
      }
      case 0x52: // REDUCE
      case 0x81: {
        // NEWOBJ
        const [called, values] = this.#popSome(2);
        if (!isType(called, 'global') || !isType(values, 'sequence')) return false;
        this.#stack.push(this.#meaning.call(called.name, values.items));
        return true;
      }
      case 0x51: // BINPERSID
        this.#stack.push(this.#meaning.load(this.#pop()));
        return true;
      case 0x62: // BUILD: attributes of what was made, such as an OrderedDict's, which no tensor needs.
        this.#pop();
        this.#top();
        return true;
      default:
        return false;
    }
  }

  #append(items: readonly PickleValue[]): void {
    const list = this.#top();
    if (!isType(list, 'sequence')) throw new PickleError({ type: 'opcode', opcode: 0x61 });
    for (const item of items) list.items.push(item);
  }

  #set(items: readonly PickleValue[]): void {
    const dict = this.#top();
    if (!isType(dict, 'dict')) throw new PickleError({ type: 'opcode', opcode: 0x73 });
    setAll(dict, items);
  }

  #recall(index: number): PickleValue {
    const value = this.#memo.get(index);
    if (value === undefined) throw new PickleError({ type: 'opcode', opcode: 0x68 });
    return value;
  }

  #replaceMarked(make: (items: PickleValue[]) => PickleValue): void {
    const made = make(this.#popMarked());
    this.#stack.push(made);
  }

  #popMarked(): PickleValue[] {
    const below = this.#below.pop();
    if (!below) throw new PickleError({ type: 'opcode', opcode: 0x28 });
    const items = this.#stack;
    this.#stack = below;
    return items;
  }

  #popSome(count: number): PickleValue[] {
    if (this.#stack.length < count) throw new PickleError({ type: 'opcode', opcode: 0x30 });
    return this.#stack.splice(this.#stack.length - count);
  }

  #pop(): PickleValue {
    return this.#popSome(1)[0] as PickleValue;
  }

  #top(): PickleValue {
    const top = this.#stack.at(-1);
    if (top === undefined) throw new PickleError({ type: 'opcode', opcode: 0x30 });
    return top;
  }

  /** Where `byteLength` bytes begin that are now behind. */
  #take(byteLength: number): number {
    const start = this.#position;
    if (start + byteLength > this.#bytes.length) throw new PickleError({ type: 'cutShort' });
    this.#position += byteLength;
    return start;
  }

  #uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  #uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  #text(byteLength: number): string {
    const start = this.#take(byteLength);
    return textDecoder.decode(this.#bytes.subarray(start, start + byteLength));
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#position);
    if (end === -1) throw new PickleError({ type: 'cutShort' });
    const line = this.#text(end - this.#position);
    this.#position++;
    return line;
  }

  /** A number of any length, little-endian, in two's complement. None that says something of tensors is longer than 16 bytes. */
  #long(byteLength: number): number | bigint {
    const start = this.#take(byteLength);
    if (byteLength > 16) return 0;
    let value = 0n;
    for (let index = byteLength - 1; index >= 0; index--)
      value = (value << 8n) | BigInt(this.#bytes[start + index] ?? 0);
    const signed = BigInt.asIntN(8 * byteLength, value);
    const number = Number(signed);
    return Number.isSafeInteger(number) ? number : signed;
  }
}
