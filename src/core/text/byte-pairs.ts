import { byteSymbols } from './byte-symbols.ts';
import { makePairTable, type PairTable } from './pair-table.ts';
import { PositionHeap } from './position-heap.ts';

export interface BytePairModel {
  /** Id of each token, written in byte symbols. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Pairs that may be joined, the strongest first. */
  readonly merges: readonly (readonly [left: string, right: string])[];
  /** Stands for a byte that the vocabulary lacks. Null: such a byte is left out, as the reference does. */
  readonly unknownTokenId: number | null;
}

/**
 * Byte pair encoding of one pre-token: of all neighbours that may be joined, the strongest (the leftmost of equals) is
 * joined first. A heap keeps this at n log n, so that a text without a single space is no slower than prose; the arrays
 * are kept between calls because most pre-tokens are a few bytes long.
 */
export class BytePairEncoder {
  readonly #pairs: PairTable;
  readonly #idOfByte: Int32Array;
  readonly #heap = new PositionHeap();
  #ids = new Int32Array(64); // [position]: token id of the symbol that begins here
  #previous = new Int32Array(64); // [position]: where the symbol before begins, -1 at the start
  #next = new Int32Array(64); // [position]: where the symbol after begins, -1 at the end
  #ranks = new Int32Array(64); // [position]: rank of joining this symbol with the one after, -1 when they may not be

  constructor(model: BytePairModel) {
    this.#pairs = makePairTable(model.vocabulary, model.merges);
    this.#idOfByte = Int32Array.from(
      byteSymbols,
      (symbol) => model.vocabulary.get(symbol) ?? model.unknownTokenId ?? -1,
    );
  }

  /** Token ids of the bytes of one pre-token. */
  encode(bytes: Uint8Array): number[] {
    const count = this.#lay(bytes);
    if (count === 0) return [];
    this.#heap.clear();
    for (let position = 0; position + 1 < count; position++) this.#offer(position);
    let top = this.#heap.pop();
    while (top !== null) {
      if (this.#ranks[top.position] === top.rank) this.#join(top.position, top.rank);
      top = this.#heap.pop();
    }
    const result: number[] = [];
    for (let position = 0; position !== -1; position = this.#next[position] as number) {
      result.push(this.#ids[position] as number);
    }
    return result;
  }

  /** Lays out one symbol a byte and returns how many there are. */
  #lay(bytes: Uint8Array): number {
    if (bytes.length > this.#ids.length) this.#grow(bytes.length);
    let count = 0;
    for (const byte of bytes) {
      const id = this.#idOfByte[byte] as number;
      if (id === -1) continue;
      this.#ids[count] = id;
      this.#previous[count] = count - 1;
      this.#next[count] = count + 1;
      this.#ranks[count] = -1;
      count++;
    }
    if (count > 0) this.#next[count - 1] = -1;
    return count;
  }

  #grow(length: number): void {
    const capacity = length * 2;
    this.#ids = new Int32Array(capacity);
    this.#previous = new Int32Array(capacity);
    this.#next = new Int32Array(capacity);
    this.#ranks = new Int32Array(capacity);
  }

  /** Looks up what joining the symbol here with the next one is worth, and queues it. An older entry becomes stale. */
  #offer(position: number): void {
    const next = this.#next[position] as number;
    const rank = next === -1 ? -1 : this.#pairs.rankOf(this.#ids[position] as number, this.#ids[next] as number);
    this.#ranks[position] = rank;
    if (rank !== -1) this.#heap.push(rank, position);
  }

  #join(position: number, rank: number): void {
    const absorbed = this.#next[position] as number;
    const next = this.#next[absorbed] as number;
    const previous = this.#previous[position] as number;
    this.#ids[position] = this.#pairs.joinedIdOf(rank);
    this.#ranks[absorbed] = -1;
    this.#next[position] = next;
    if (next !== -1) this.#previous[next] = position;
    this.#offer(position);
    if (previous !== -1) this.#offer(previous);
  }
}
