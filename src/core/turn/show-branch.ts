import { CoreError } from '../../shared/wire.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { Branch } from './branch.ts';
import type { ChatState } from './chat-state.ts';
import type { TurnContext } from './turn-context.ts';

/** A branch that can be shown, and what of it is not on the one that is. */
export interface OtherBranch {
  readonly leafId: number;
  readonly branch: Branch;
  readonly added: readonly StoredMessage[];
}

/** The branch that goes through a message of the chat, down to where it was left, or was gone on with last. */
export function branchThrough({ store }: TurnContext, chat: ChatState, messageId: number): OtherBranch {
  if (store.messages.get(messageId)?.chatId !== chat.id) throw new CoreError('noSuchTurn');
  const leftEnd = chat.partings.leftEnd(messageId);
  // What was erased since is no end any more.
  const leafId = leftEnd !== null && store.messages.get(leftEnd) ? leftEnd : store.branches.newestBelow(messageId);
  if (leafId === null) throw new CoreError('noSuchTurn');
  return { leafId, ...chat.branchTo(leafId) };
}
