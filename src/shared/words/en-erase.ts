import type { EraseWords } from './erase-words.ts';
import { openFormats } from './formats.ts';

const { count } = openFormats('en');
const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;

/** Erasing, in English. */
export const enErase: EraseWords = {
  more: 'More',
  erase: 'Erase…',
  title: 'Erase for good?',
  lead: (name) =>
    `“${name}” goes from the chat, from every file, from the search and from the model’s memory, and copies from before updates go with it. It cannot be brought back.`,
  which: 'What goes',
  wholeTurn: 'The turn with all its answers',
  onlyAnswer: 'Only the answer that is shown',
  goesAlong: (turns, messages) => {
    const after = turns - 1;
    const along = after <= 0 ? 'Nothing follows it' : `What follows it goes along: ${plural(after, 'turn', 'turns')}`;
    return `${along}, ${plural(messages, 'message', 'messages')} in all, on every branch.`;
  },
  titleGoes: (title) => `The chat’s title, “${title}”, was made of these words and goes, too.`,
  titleOffered: (title) => `Take away the title “${title}”, too: its words stand in what goes`,
  copies: 'The same words stand elsewhere, too. They go there as well, with what follows them:',
  copy: (chatTitle, { messageCount, titleGoes, isDeleted }) =>
    `“${chatTitle}”${isDeleted ? ', recently deleted' : ''}: ${plural(messageCount, 'message', 'messages')}${titleGoes ? ' and its title' : ''}`,
  copyHere: (messages) => `In this chat, on another branch: ${plural(messages, 'message', 'messages')}`,
  keep: 'Keep',
  yes: 'Erase for good',
};
