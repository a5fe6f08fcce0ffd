import { mostMessageCharacters } from '../message-length.ts';
import { openFormats } from './formats.ts';
import type { Words } from './words.ts';

const { count } = openFormats('en');

/** Sentences by error code, in English. A code that is missing here is shown in the core's own words. */
export const enErrors: Words['errors'] = {
  closed: () => 'The connection ended before this was done. Your words stay here.',
  notSent: () =>
    'The connection ended before your message arrived. Your words are still here; press Send to send them.',
  badInput: () => 'Palimpsest could not read what the page asked. Your words stay here.',
  internal: (details) => `Something went wrong inside Palimpsest: ${details.reason ?? 'no reason was given'}`,
  engineKeepsEnding: ({ times, how }) =>
    `The model stopped ${times ?? 'several'} times${how === undefined || how === '' ? '' : ` (${how})`} and is not started ` +
    'again by itself. Your chats are safe. Close other programs, because too little memory is the most common reason, ' +
    'and try again.',
  engineKeepsHanging: ({ times }) =>
    `The model stopped answering ${times ?? 'several'} times and is not started again by itself. Your chats are safe. ` +
    'Close other programs, because too little memory is the most common reason, and try again.',
  engineFailed: ({ reason }) =>
    `The model cannot be started: ${reason ?? 'no reason was given.'} Your chats are safe. Try again when that is mended.`,
  engineEnded: () => 'the engine ended unexpectedly and was started again',
  engineHung: () => 'the engine stopped answering and was started again',
  interrupted: () => 'cut off when Palimpsest ended',
  busy: () => 'This chat is being answered. Your words stay here until that has ended.',
  emptyMessage: () => 'There is nothing to send yet.',
  messageTooLong: ({ characters }) =>
    characters === undefined
      ? `A message has at most ${count(mostMessageCharacters)} characters.`
      : `This is ${count(Number(characters))} characters; a message has at most ${count(mostMessageCharacters)}.`,
  noSuchChat: () => 'This chat is not there any more.',
  noSuchTurn: () => 'This turn is not part of the chat as it is shown.',
  notTheLastTurn: () => 'Only the newest turn can be tried again.',
  wouldNotFit: () => 'With this turn kept, the window would have no room left for your next message.',
  replyTooLong: ({ mostTokens }) =>
    `The longest reply that this model’s window has room for is ${count(Number(mostTokens))} tokens.`,
  notWritable: ({ file }) => `${file ?? 'Palimpsest’s data folder'} cannot be written to.`,
  diskFull: ({ file }) => (file === undefined ? 'The disk is full.' : `The disk of ${file} is full.`),
  diskError: ({ file }) => `The disk failed while ${file ?? 'Palimpsest’s data'} was being read or written.`,
  dataFolderGone: ({ dataDir }) => `${dataDir ?? 'Palimpsest’s data folder'} was moved, removed or replaced.`,
  storeBusy: ({ file }) => `Another program is using ${file ?? 'Palimpsest’s data'}.`,
};
