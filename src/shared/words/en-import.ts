import type { ImportContents, ImportReport } from '../import-view.ts';
import { openFormats } from './formats.ts';
import type { ImportWords } from './import-words.ts';

const { count, bytes, month } = openFormats('en');
const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;
const chats = (value: number) => plural(value, 'chat', 'chats');
const messages = (value: number) => plural(value, 'message', 'messages');

function contentsOf({ chats: chatCount, messages: messageCount, fromMs, toMs }: ImportContents, nowMs: number): string {
  const what = `${chats(chatCount)} with ${messages(messageCount)}`;
  if (fromMs === null || toMs === null) return `${what}.`;
  const [from, to] = [month(fromMs, nowMs), month(toMs, nowMs)];
  return from === to ? `${what}, from ${from}.` : `${what}, from ${from} to ${to}.`;
}

function notesOn({ chatsHere, deletedChats }: ImportContents): string[] {
  const notes: string[] = [];
  if (chatsHere > 0) {
    notes.push(
      `${chats(chatsHere)} ${chatsHere === 1 ? 'is' : 'are'} here already: nothing of ${chatsHere === 1 ? 'it' : 'them'} is changed, only messages that are missing are added, as branches.`,
    );
  }
  if (deletedChats > 0) {
    notes.push(
      `${chats(deletedChats)} had been deleted, and ${deletedChats === 1 ? 'comes' : 'come'} into Recently deleted.`,
    );
  }
  return notes;
}

function told(report: ImportReport): string[] {
  const { addedChats, addedMessages, addedToChatsHere, skippedMessages, changedMessages } = report;
  const { followingMessages, renewedMessages, uncheckedMessages } = report;
  const added =
    addedChats === 0 && addedMessages === 0
      ? 'Nothing was added: all of it is here already.'
      : `Added: ${addedChats > 0 ? `${chats(addedChats)}, ` : ''}${messages(addedMessages)}.`;
  return [
    added,
    ...(addedToChatsHere > 0
      ? [`${messages(addedToChatsHere)} of these went into chats that were here, as branches.`]
      : []),
    ...(skippedMessages > 0 && addedMessages > 0
      ? [`Skipped: ${messages(skippedMessages)} that were here already.`]
      : []),
    ...(changedMessages > 0
      ? [
          `${messages(changedMessages)} ${changedMessages === 1 ? 'differs from the one that is' : 'differ from those that are'} here: both are kept, one beside the other.`,
        ]
      : []),
    ...(followingMessages > 0
      ? [
          `${messages(followingMessages)} that ${followingMessages === 1 ? 'follows is the same as here, and stands' : 'follow are the same as here, and stand'} below both now.`,
        ]
      : []),
    ...(renewedMessages > 0
      ? [`The tokens of ${messages(renewedMessages)} did not fit the words, and were made anew.`]
      : []),
    ...(uncheckedMessages > 0
      ? [
          `The tokens of ${messages(uncheckedMessages)} are of another model. They are kept, and checked when it is used.`,
        ]
      : []),
  ];
}

/** Opening a file, in English. */
export const enImport: ImportWords = {
  open: 'Import…',
  drop: { files: 'Drop it to see what is in it', words: 'Drop it to put it into your message' },
  title: (name) => name || 'A file',
  sending: 'The file is being taken in.',
  looking: 'Looking what is in it.',
  progress: (readBytes, totalBytes) => `${bytes(readBytes)} of ${bytes(totalBytes)}`,
  contents: contentsOf,
  notes: notesOn,
  nothingIn: 'There are no chats in it.',
  start: 'Import',
  cancel: 'Cancel',
  close: 'Close',
  importing: 'Importing. Nothing of it is shown before all of it is here.',
  report: told,
  refused: 'This was not imported.',
  renewed: 'tokens made anew',
  renewedSays:
    'The file that this came from had other tokens than those of its words. They were made anew from the words.',
};
