/** Chats that benches make: every other one English, the others Chinese. */
import type { ArchivedMessage } from '../src/core/store/archive.ts';
import { emptyChat } from '../src/core/test-support/archived-chats.ts';
import { chinese, english } from './said-words.ts';

export interface SaidChats {
  /** As an import is given them. */
  trees(): Generator<{ readonly chat: typeof emptyChat; readonly batches: Iterable<ArchivedMessage[]> }>;
  /** How long all that was given so far is, in UTF-8. */
  textBytes(): number;
}

export function saidChats(chatCount: number, messagesAChat: number): SaidChats {
  let textBytes = 0;

  function* messagesOf(chat: number): Generator<ArchivedMessage[]> {
    const batch: ArchivedMessage[] = [];
    for (let id = 1; id <= messagesAChat; id++) {
      const text = chat % 2 === 0 ? english() : chinese();
      textBytes += Buffer.byteLength(text);
      batch.push({
        ...{ id, uid: (chat * 1_000 + id).toString(16).padStart(32, '0'), parentId: id === 1 ? null : id - 1 },
        ...{ role: id % 2 === 1 ? 'user' : 'assistant', text, tokenIds: [1], tokenizerHash: 'h', state: 'done' },
        ...{ failure: null, createdAtMs: 1_600_000_000_000 + (chat * messagesAChat + id) * 15_000 },
        ...{ endedAtMs: null, sendKey: null, acts: [] },
        ...{ answeredBy: null, promptTurnIds: null, used: null, receipt: null, logits: null },
        ...{ windowStartId: null, forgottenAtMs: null, forgotten: [], unseenTurnId: null, isEdited: false },
      } as ArchivedMessage);
    }
    yield batch;
  }

  return {
    *trees() {
      for (let chat = 1; chat <= chatCount; chat++) {
        const uid = chat.toString(16).padStart(32, '0');
        const title = english().slice(0, 40);
        yield { chat: { ...emptyChat, uid, title, activeLeafId: messagesAChat }, batches: messagesOf(chat) };
      }
    },
    textBytes: () => textBytes,
  };
}
