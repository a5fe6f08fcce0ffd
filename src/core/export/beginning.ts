import type { ExportChat, ExportMessage } from './document.ts';

/** As much as is looked at before a file is saved, and is played without a pause before it begins. */
const MOST_MESSAGES = 40;
const MOST_CHARACTERS = 60_000;

/** The first turns of a chat's branch that is shown, whole ones, as if there were no more of it. */
export function beginningOf(chat: ExportChat): ExportChat {
  const messages: ExportMessage[] = [];
  let characters = 0;
  for (const message of chat.shown()) {
    const isEnough = messages.length >= MOST_MESSAGES || characters >= MOST_CHARACTERS;
    if (isEnough && message.role === 'user') break;
    messages.push(message);
    characters += message.text.length;
  }
  const isCut = messages.length < chat.shownCount;
  return { ...chat, shown: () => messages, others: () => [], ...(isCut && { isCut: true as const }) };
}
