import { mostMessageCharacters } from '../message-length.ts';
import { enDeviceErrors } from './en-device-errors.ts';
import { enDiskErrors } from './en-disk-errors.ts';
import { enExportErrors } from './en-export-errors.ts';
import { enFormProblems } from './en-forms.ts';
import { enHubProblems } from './en-hub-problems.ts';
import { enImportProblems } from './en-import-problems.ts';
import { enModelProblems } from './en-model-problems.ts';
import type { ErrorWords } from './error-words.ts';
import { openFormats } from './formats.ts';

const { count } = openFormats('en');
const closeOthers =
  'Your chats are safe. Close other programs, because too little memory is the most common reason, and try again.';
const anotherPort = 'Choose another with --port, or leave it out to take any that is free.';

const refused = (complaint: string, usage: string) => `${complaint}. It takes: ${usage}`;

/** Sentences by error code, in English. */
export const enErrors: ErrorWords = {
  closed: () => 'The connection ended before this was done. Your words stay here.',
  notSent: () =>
    'The connection ended before your message arrived. Your words are still here; press Send to send them.',
  badInput: () => 'Palimpsest could not read what the page asked. Your words stay here.',
  internal: ({ reason }) => `Something went wrong inside Palimpsest: ${reason}`,
  toldEarlier: ({ sentence }) => sentence,

  busy: () => 'This chat is being answered. Your words stay here until that has ended.',
  emptyMessage: () => 'There is nothing to send yet.',
  messageTooLong: ({ characters }) =>
    `This is ${count(characters)} characters; a message has at most ${count(mostMessageCharacters)}.`,
  noSuchChat: () => 'This chat is not there any more.',
  noSuchTurn: () => 'This turn is not part of the chat as it is shown.',
  notTheLastTurn: () => 'Only the newest turn can be tried again.',
  waitForEnd: () => 'Something is still being written there. Nothing was erased: try again once it has ended.',
  otherThanNamed: () => 'The chat has changed meanwhile. Nothing was erased: look again at what would go.',
  notCopied: () => 'This could not be copied: the clipboard took nothing.',
  notCopiedWhole: () => 'This was not copied: the chat’s older messages had not come yet.',
  nothingToContinue: () => 'This answer came to its end: there is nothing to continue.',
  wouldNotFit: () => 'With this turn kept, the window would have no room left for your next message.',
  replyTooLong: ({ mostTokens }) =>
    `The longest reply in this chat is ${count(mostTokens)} tokens: half of the window.`,
  interrupted: () => 'cut off when Palimpsest ended',
  otherModel: ({ own, inUse }) =>
    `This chat uses ${own}, and ${inUse} is loaded. Choose with which model it goes on, then send again.`,

  badForm: enFormProblems,
  waitForAnswers: () => 'An answer is being written. Wait until it has ended, or stop it.',

  badImport: enImportProblems,
  importCutOff: () =>
    'A part of Palimpsest ended while this was imported. All of it is here, or nothing: open the file again, and what is missing comes.',
  importRunning: () => 'Another file is being imported. Wait until that has ended, or cancel it.',

  hubFailed: enHubProblems,

  engineEnded: () => 'the model stopped and was started again',
  engineHung: () => 'the model stopped answering and was started again',
  engineKeepsEnding: ({ times, how }) =>
    `The model stopped ${times} times${how ? ` (${how})` : ''} and is not started again by itself. ${closeOthers}`,
  engineKeepsHanging: ({ times }) =>
    `The model stopped answering ${times} times and is not started again by itself. ${closeOthers}`,
  engineNotStarted: ({ cause }) =>
    cause === undefined
      ? 'The model stopped before it had started.'
      : `The model could not be started: ${cause.replace(/\.$/, '')}.`,
  engineFailed: ({ cause }) =>
    `The model cannot be started: ${(cause ?? 'it stopped before it had started').replace(/\.$/, '')}. ` +
    'Your chats are safe. Try again when that is mended.',
  spareEngineEnded: ({ how }) =>
    `The process that tried it ended before it was done${how ? ` (${how})` : ''}. Too little memory is the most common reason.`,
  spareEngineTooSlow: ({ seconds }) => `It was given up: it took longer than ${count(seconds)} seconds.`,
  noModel: () => 'No model is loaded.',
  noSuchModel: () => 'This model is not here any more.',
  notBeingSent: () =>
    'What was being sent is not here any more, or another page sends it. Choose the model’s files again; what has come already is not sent twice.',
  sendingCancelled: () => 'It was cancelled. Nothing of it is kept.',
  modelIsComing: ({ name }) => `${name} is on its way. Wait until it is here, or cancel it.`,
  cannotBeRemoved: ({ name }) => `${name} is not Palimpsest’s to remove.`,
  wrongModel: () => 'Another model was loaded meanwhile. Ask again, and this one will answer.',
  notEnoughMemory: ({ purpose }) => {
    const purposes = { load: 'load this model', answer: 'write this answer', readAhead: 'read ahead' };
    return `There is not enough memory free to ${purposes[purpose]}. Close other programs, and try again.`;
  },
  badTokens: {
    none: () => 'There is nothing to read: the list of tokens is empty.',
    tooMany: ({ tokenCount, windowTokens }) =>
      `${count(tokenCount)} tokens do not fit the model’s window of ${count(windowTokens)}.`,
    unknown: ({ token, vocabularySize }) => `There is no token ${token} in a vocabulary of ${count(vocabularySize)}.`,
  },
  logitsDiffer: ({ index, way, difference, allowed }) => {
    const ways = {
      tokenByToken: 'token by token',
      piecesOf7: 'in pieces of 7',
      piecesOf33: 'in pieces of 33',
      afterRewind: 'after a rewind',
      afterFork: 'after a fork',
    };
    return (
      `The logits of list ${index}, read ${ways[way]}, differ from those read from an empty cache by ` +
      `${difference.toExponential(2)} of the largest logit; ${allowed} is allowed.`
    );
  },
  badModel: enModelProblems,

  ...enDeviceErrors,
  ...enDiskErrors,
  ...enExportErrors,

  badOption: {
    unknown: ({ argument, usage }) => refused(`"${argument}" is not something Palimpsest can be started with`, usage),
    noValue: ({ flag, usage }) => refused(`"${flag}" needs a value`, usage),
    badShell: ({ value, usage }) => refused(`"--shell" is electron or browser, not "${value}"`, usage),
    badDevice: ({ value, usage }) => refused(`"--device" is auto, cpu or webgpu, not "${value}"`, usage),
    badPort: ({ value, usage }) => refused(`"--port" is a number from 0 to 65535, not "${value}"`, usage),
    noHomeFolder: ({ flag, value, usage }) =>
      refused(`"${flag}" cannot be "${value}": there is no home folder. Give the whole path`, usage),
    otherHome: ({ flag, value, name, usage }) =>
      refused(`"${flag}" cannot be "${value}": what "${name}" stands for is not known here`, usage),
    noWorkingFolder: ({ flag, value, usage }) =>
      refused(`"${flag}" cannot be "${value}": the folder you are in is gone. Give the whole path`, usage),
  },
  couldNotStart: ({ reason }) => `Palimpsest could not start: ${reason}`,
  coreKeepsEnding: () =>
    'Palimpsest’s core keeps ending unexpectedly, so it is not started again. What was said is kept. Start Palimpsest ' +
    'again; started from a terminal, it prints why it ended.',
  pageKeepsEnding: () =>
    'The page keeps ending unexpectedly. What was said is kept. Start Palimpsest again; if that does not help, start it ' +
    'with --disable-gpu, or as a page of your browser: npm start -- --shell browser',
  portTaken: ({ port }) => `Port ${port} is already in use. ${anotherPort}`,
  portDenied: ({ port }) => `Port ${port} needs more rights. ${anotherPort}`,
};
