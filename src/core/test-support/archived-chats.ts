import type { ArchivedChat, ArchivedMessage } from '../store/archive.ts';

/** A chat of an archive, without messages. */
export const emptyChat: ArchivedChat = {
  ...{ uid: 'ab'.repeat(16), title: 'Old', isTitleGiven: true, createdAtMs: 5, updatedAtMs: 6, activeLeafId: null },
  settings: { topK: 3 },
};

/** A message of an archive: the first question, or an answer, unless `more` says otherwise. */
export function archivedMessage(
  id: number,
  parentId: number | null,
  more: Partial<ArchivedMessage> = {},
): ArchivedMessage {
  return {
    ...{
      id,
      uid: String(id).padStart(32, '0'),
      parentId,
      role: parentId === null ? 'user' : 'assistant',
      text: `text ${id}`,
    },
    ...{
      sendKey: null,
      tokenIds: [id],
      tokenizerHash: 'h',
      state: 'done',
      failure: null,
      forgotten: [],
      unseenTurnId: null,
      isEdited: false,
      createdAtMs: 1,
      endedAtMs: 2,
    },
    ...{ answeredBy: null, promptTurnIds: null, used: null, receipt: null, windowStartId: null, forgottenAtMs: null },
    ...{ logits: null, acts: [], ...more },
  };
}
