import type { MessageLink, MessageStore } from '../store/message-store.ts';

/** A branch by the ids of its messages that no branch before it has, in order. */
export interface BranchIds {
  readonly own: readonly number[];
  /** The message that they follow on; null: they begin the chat. */
  readonly afterId: number | null;
  /** The ids of all that stands before them; walked when it is asked for, since most never are. */
  before(): readonly number[];
}

/** How many ids are read at a time: a part of a few milliseconds. */
const IDS_AT_ONCE = 2_000;

type Ids = Pick<MessageStore, 'idsUpTo' | 'links'>;

/** From the first message to the leaf. Everything else has its turn between parts. */
export async function readShownIds(messages: Ids, leafId: number | null): Promise<number[]> {
  const upwards: number[] = [];
  for (let at = leafId; at !== null; ) {
    const part = messages.idsUpTo(at, IDS_AT_ONCE);
    // A part begins with what the one before ended with.
    for (const id of upwards.length === 0 ? part : part.slice(1)) upwards.push(id);
    at = part.length === IDS_AT_ONCE ? (part.at(-1) ?? null) : null;
    await turn();
  }
  return upwards.reverse();
}

/** All that is not on the shown branch, as branches that part from it or from each other, the oldest leaf first. */
export async function readOtherBranches(
  messages: Ids,
  chatId: number,
  shownIds: readonly number[],
): Promise<BranchIds[]> {
  const parents = new Map<number, number | null>();
  for (let afterId: number | undefined = 0; afterId !== undefined; ) {
    const part: MessageLink[] = messages.links(chatId, afterId, IDS_AT_ONCE);
    for (const { id, parentId } of part) parents.set(id, parentId);
    afterId = part.at(-1)?.id;
    await turn();
  }
  return otherBranches(parents, shownIds);
}

/** The same of links that are known: each message beside the shown branch stands in exactly one of the branches. */
export function otherBranches(parents: ReadonlyMap<number, number | null>, shownIds: readonly number[]): BranchIds[] {
  const inner = new Set(parents.values());
  const listed = new Set(shownIds);
  const branches: BranchIds[] = [];
  for (const leaf of parents.keys()) {
    if (inner.has(leaf) || listed.has(leaf)) continue;
    const own = pathUp(parents, leaf, (id) => listed.has(id));
    for (const id of own) listed.add(id);
    const afterId = parents.get(own[0] as number) ?? null;
    branches.push({ own, afterId, before: () => pathUp(parents, afterId, () => false) });
  }
  return branches;
}

/** From where it is to be stopped, or the first message, down to this one. */
function pathUp(
  parents: ReadonlyMap<number, number | null>,
  leafId: number | null,
  isEnd: (id: number) => boolean,
): number[] {
  const upwards: number[] = [];
  for (let at: number | null | undefined = leafId; at != null && !isEnd(at); at = parents.get(at)) upwards.push(at);
  return upwards.reverse();
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
