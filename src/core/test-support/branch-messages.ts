import type { StoredMessage } from '../store/messages.ts';
import { plainFormTokens } from '../turn/prompt.ts';

/** A message of a chat, as the store gives it: even ids answer the one before, unless `more` says otherwise. */
export function branchMessage(id: number, more: Partial<StoredMessage> = {}): StoredMessage {
  const role = more.role ?? (id % 2 === 1 ? 'user' : 'assistant');
  const parentId = more.parentId === undefined ? (id === 1 ? null : id - 1) : more.parentId;
  return {
    id,
    chatId: 1,
    parentId,
    turnId: role === 'user' ? id : (parentId ?? 0),
    role,
    sendKey: null,
    text: `message ${id}`,
    tokenIds: [10, 11, 12],
    tokenizerHash: 'hash',
    idsState: 'fit',
    state: 'done',
    failure: null,
    createdAtMs: 1000 + id,
    endedAtMs: null,
    answeredBy: null,
    receipt: null,
    windowStartId: null,
    forgottenAtMs: null,
    forgotten: [],
    unseenTurnId: null,
    isEdited: false,
    ...more,
  };
}

/** Ids as they are stored, names as the words are. */
export const plainReading = {
  form: plainFormTokens,
  idsOf: ({ tokenIds }: StoredMessage) => tokenIds,
  nameOf: ({ text }: StoredMessage) => text,
};
