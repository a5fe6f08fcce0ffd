interface Entry {
  readonly piece: string;
  readonly ids: readonly number[];
}

/**
 * Remembers the ids of recent pre-tokens in two generations: when the young one is full it becomes the old one, and what
 * is asked for again moves up. Nearly a least-recently-used list, without its bookkeeping at every hit.
 */
export class PieceCache {
  readonly #generationSize: number;
  #young = new Map<string, Entry>();
  #old = new Map<string, Entry>();

  /** Holds at most `pieceCount` pieces. */
  constructor(pieceCount: number) {
    this.#generationSize = Math.ceil(pieceCount / 2);
  }

  get(piece: string): readonly number[] | undefined {
    const young = this.#young.get(piece);
    if (young) return young.ids;
    const old = this.#old.get(piece);
    if (!old) return undefined;
    // Under the string it was stored with, not the one it was asked for with: that may be a slice of a whole draft.
    this.set(old.piece, old.ids);
    return old.ids;
  }

  clear(): void {
    this.#young = new Map();
    this.#old = new Map();
  }

  set(piece: string, ids: readonly number[]): void {
    if (this.#young.size >= this.#generationSize) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(piece, { piece, ids });
  }
}
