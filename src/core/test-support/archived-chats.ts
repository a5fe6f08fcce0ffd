import type { ArchivedChat } from '../store/archive.ts';

/** A chat of an archive, without messages. */
export const emptyChat: ArchivedChat = {
  ...{ uid: 'ab'.repeat(16), title: 'Old', isTitleGiven: true, createdAtMs: 5, updatedAtMs: 6, activeLeafId: null },
  settings: { topK: 3 },
};
