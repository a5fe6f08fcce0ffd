import type { BranchWords } from './branch-words.ts';
import { openFormats } from './formats.ts';

const { count, duration } = openFormats('en');

const tokens = (value: number) => `${count(value)} ${value === 1 ? 'token' : 'tokens'}`;
const quoted = (name: string) => `“${name}”`;
/** A forecast: its first digits are as much as is known of it. */
const roughly = (milliseconds: number) => duration(Number(milliseconds.toPrecision(milliseconds < 1000 ? 1 : 2)));

/** Nobody notices less. */
const AT_ONCE_MS = 50;
const inTime = (milliseconds: number | null) => {
  if (milliseconds === null) return '';
  return milliseconds < AT_ONCE_MS ? ', at once' : `, about ${roughly(milliseconds)}`;
};

/** What is said of the branches of a chat, in English. */
export const enBranch: BranchWords = {
  edit: 'Edit your message',
  editAnswer: 'Edit the answer',
  branchChat: 'Branch into a new chat',
  branchChatSays: 'A chat of its own goes on from here; this one stays as it is.',
  edited: 'edited by you',
  editedSays: 'You wrote this in the place of an answer. The model takes it for its own words.',
  previous: 'Previous version',
  next: 'Next version',
  place: (at, of) => `${count(at)}/${count(of)}`,
  placeSays: (at, of) => `Version ${count(at)} of ${count(of)}`,
  price: (kept, cached, read, readMs) => {
    const keeps = kept === 0 ? 'Keeps nothing of the cache' : `Keeps ${count(kept)} of ${tokens(cached)} in the cache`;
    if (read === 0) return `${keeps}, reads nothing again.`;
    return `${keeps}, reads ${count(read)}${inTime(readMs)}.`;
  },
  forgets: (names) => `Makes the model forget ${names.map(quoted).join(', ')}.`,
  notPossible: 'Not possible: with these words, what has to stay does not fit in the window.',
  editing: {
    message: 'Edit your message',
    answer: 'Edit the answer',
    messageSays: 'Asks again from here. What was said stays, as another version.',
    answerSays: 'The model takes these words for its own. Its answer stays, as another version.',
    ask: 'Ask again',
    save: 'Save',
    cancel: 'Cancel',
    original: 'Back to the original words',
    wait: 'Possible once the answer has ended.',
  },
  branched: 'This is a new chat. The one it comes from stays as it was.',
  elsewhere: 'An answer is being written in another version of this chat.',
  showElsewhere: 'Show it',
  lastTurns: (turns) => `New chat with the last ${turns === 1 ? 'turn' : `${count(turns)} turns`}`,
  lastTurnsSays: 'It begins with what was said last, and takes your words along. Nothing is forgotten in this one.',
  hideInstead: 'Hide a turn instead',
  hideInsteadSays: 'Choose what the model sees no longer, so that what is named here can stay.',
  hideTurn: (name, value) => `${quoted(name)}, ${tokens(value)}`,
  exportFirst: 'Export first',
  exportFirstSays: 'Save a copy of this chat before anything is forgotten. Nothing is sent.',
  hidden: (name) => `${quoted(name)} is hidden from the model.`,
};
