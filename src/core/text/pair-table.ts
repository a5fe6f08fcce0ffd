/** Which pairs of token ids may be joined, how strongly (rank 0 first), and what they become. */
export interface PairTable {
  /** The rank, or -1. */
  rankOf(leftId: number, rightId: number): number;
  joinedIdOf(rank: number): number;
}

/**
 * A hash table in typed arrays with open addressing: a lookup is made for every byte of a draft at every keystroke, and a
 * Map keyed by a pair of ids (a number beyond 31 bits, or a string) takes five to ten times as long.
 */
export function makePairTable(
  vocabulary: ReadonlyMap<string, number>,
  merges: readonly (readonly [left: string, right: string])[],
): PairTable {
  let slotCount = 16;
  while (slotCount < merges.length * 3) slotCount *= 2;
  const mask = slotCount - 1;
  const lefts = new Int32Array(slotCount).fill(-1);
  const rights = new Int32Array(slotCount);
  const ranks = new Int32Array(slotCount);
  const joinedIds = new Int32Array(merges.length);

  /** The slot of a pair, or the free slot where it would go. */
  function slotOf(leftId: number, rightId: number): number {
    let slot = (Math.imul(leftId, 0x9e3779b1) ^ Math.imul(rightId, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (lefts[slot] !== -1 && (lefts[slot] !== leftId || rights[slot] !== rightId)) slot = (slot + 1) & mask;
    return slot;
  }

  merges.forEach(([left, right], rank) => {
    const leftId = vocabulary.get(left);
    const rightId = vocabulary.get(right);
    const joinedId = vocabulary.get(left + right);
    if (leftId === undefined || rightId === undefined || joinedId === undefined) return;
    const slot = slotOf(leftId, rightId);
    lefts[slot] = leftId;
    rights[slot] = rightId;
    ranks[slot] = rank;
    joinedIds[rank] = joinedId;
  });

  return {
    rankOf(leftId, rightId) {
      const slot = slotOf(leftId, rightId);
      return lefts[slot] === -1 ? -1 : (ranks[slot] as number);
    },
    joinedIdOf: (rank) => joinedIds[rank] as number,
  };
}
