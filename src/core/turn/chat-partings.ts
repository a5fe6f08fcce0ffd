import type { BranchStore, Partings } from '../store/branches.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Branch } from './branch.ts';

/**
 * Where other branches part from the one that is shown: kept in memory, so that an answer is told without asking the store. What is
 * alone in its place, as nearly all is, takes no room.
 */
export class ChatPartings {
  private readonly chatId: number;
  private readonly store: Pick<BranchStore, 'partings'>;
  private readonly partings = new Map<number | null, readonly number[]>();

  constructor(chatId: number, store: Pick<BranchStore, 'partings'>) {
    this.chatId = chatId;
    this.store = store;
  }

  /** Looks what stands beside messages that were read. */
  read(messages: readonly StoredMessage[]): void {
    if (messages.length === 0) return;
    const parentIds = messages.map(({ parentId }) => parentId);
    for (const parentId of parentIds) this.partings.delete(parentId);
    const found: Partings = this.store.partings(this.chatId, parentIds);
    for (const [parentId, ids] of found) this.partings.set(parentId, ids);
  }

  /** A message was stored that may stand in the place of one of the branch that is shown. */
  add({ id, parentId }: StoredMessage, shown: Branch): void {
    const known = this.partings.get(parentId);
    const other = shown.messageAfter(parentId);
    const beside = known ?? (other ? [other.id] : []);
    if (beside.length > 0 && !beside.includes(id)) this.partings.set(parentId, [...beside, id]);
  }

  /** The ids of all that stand in a message's place, itself among them, the oldest first; null: it is alone. */
  beside({ parentId }: Pick<StoredMessage, 'parentId'>): readonly number[] | null {
    return this.partings.get(parentId) ?? null;
  }
}
