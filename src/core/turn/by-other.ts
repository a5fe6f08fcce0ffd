import { isSameAnswerer } from '../store/answer-origins.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { ChatState } from './chat-state.ts';

/** Whether an answer was written by another model, or computed in another way, than the one before it on its branch. */
export function isByOther(chat: ChatState, { role, parentId, answeredBy }: StoredMessage): boolean {
  if (role === 'user' || parentId === null || !answeredBy) return false;
  const before = answerBefore(chat, parentId)?.answeredBy;
  return before != null && !isSameAnswerer(before, answeredBy);
}

/** Also one that was not read into memory yet. */
function answerBefore(chat: ChatState, questionId: number): StoredMessage | null {
  const find = (id: number) => chat.branch.message(id) ?? chat.store.messages.get(id);
  const answerId = find(questionId)?.parentId ?? null;
  return answerId === null ? null : find(answerId);
}
