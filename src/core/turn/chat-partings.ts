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
  /** Where branches ended when they were left, by their first message that no other has. */
  private readonly leftAt = new Map<number, number>();

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

  /** Another branch is shown from now on: whoever comes back to this one finds it as it was. */
  leave(shown: Branch, other: Branch): void {
    const { leafId } = shown;
    if (leafId === null || other.message(leafId)) return;
    const own = shown.messages.find(({ id }) => !other.message(id));
    if (own) this.leftAt.set(own.id, leafId);
  }

  /** Where the branch through a message ended when it was left; null: it was not left since the chat was opened. */
  leftEnd(messageId: number): number | null {
    return this.leftAt.get(messageId) ?? null;
  }

  /** The ids of all that stand in a message's place, itself among them, the oldest first; null: it is alone. */
  beside({ parentId }: Pick<StoredMessage, 'parentId'>): readonly number[] | null {
    return this.partings.get(parentId) ?? null;
  }
}
