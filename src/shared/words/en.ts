import { enAnswers, enTooLong } from './en-answers.ts';
import { enErrors } from './en-errors.ts';
import { enForgetting, enGauge } from './en-gauge.ts';
import { enInspector } from './en-inspector.ts';
import { enReceipt } from './en-receipt.ts';
import { enSettings } from './en-settings.ts';
import { enTerminal } from './en-terminal.ts';
import { openFormats } from './formats.ts';
import type { Words } from './words.ts';

const formats = openFormats('en');
const { count } = formats;

/** "1 token", "2 tokens". */
const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;
const tokens = (value: number) => plural(value, 'token', 'tokens');

/** The English catalogue. */
export const en: Words = {
  languageTag: 'en',
  direction: 'ltr',
  formats,
  brand: 'Palimpsest',

  menu: {
    file: 'File',
    newChat: 'New Chat',
    close: 'Close Window',
    quit: 'Quit Palimpsest',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    view: 'View',
    reload: 'Reload',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    resetZoom: 'Actual Size',
    fullScreen: 'Full Screen',
    developerTools: 'Developer Tools',
    window: 'Window',
    minimize: 'Minimize',
    help: 'Help',
    about: 'About Palimpsest',
  },

  link: {
    connecting: 'Opening…',
    noToken:
      'This address lacks the key that Palimpsest gives to its own window. Start Palimpsest and open the address it names.',
    gone: 'Palimpsest has been closed. Start it again and open the address it names; nothing you said is lost.',
    starting: 'The model is being read into memory.',
    restarting: {
      ended: 'The engine ended unexpectedly and is starting again. Nothing you said is lost.',
      hung: 'The engine stopped answering and is starting again. Nothing you said is lost.',
      link: 'Palimpsest is starting again. Nothing you said is lost.',
    },
    tryAgain: 'Try again',
    dismiss: 'Dismiss',
    pageFailed: 'Something on this page broke. Nothing you said is lost.',
    reload: 'Load it again',
    startedAgain: 'Palimpsest’s core ended unexpectedly and was started again. Nothing you said is lost.',
    readOnly: (why) => `${why} You can read and copy what was said, but nothing new can be kept.`,
    failing: (why) => `The last change could not be saved. ${why}`,
    noChat: 'There is no chat to show, and none can be begun while nothing can be saved.',
  },

  chats: {
    list: 'Chats',
    show: 'Show chats',
    hide: 'Hide chats',
    newChat: 'New chat',
    untitled: 'New chat',
    held: (held) => `${tokens(held)} held`,
    notHeld: 'to be read again',
    writing: 'writing',
    now: 'now',
    actions: (title) => `Actions for “${title}”`,
    rename: 'Rename',
    remove: 'Delete',
    newTitle: 'New title',
    removed: (title) => `“${title}” was deleted.`,
    notices: 'Notices',
    undo: 'Undo',
    machine: (provider, threads) =>
      `${provider.toUpperCase()}, ${plural(threads, 'thread', 'threads').replace(' ', '\u00a0')}`,
    bundled: (parameters) =>
      `A small model made for Palimpsest: ${millions(parameters)} parameters. It knows only English.`,
    noModel: 'no model yet',
  },

  header: {
    documentTitle: (chatTitle) => `${chatTitle} — Palimpsest`,
    rename: 'Rename this chat',
    replySettings: 'Reply settings',
    greedy: 'greedy',
    sampled: (temperature) => `temperature ${formats.decimal(temperature)}`,
    reply: (most) => `reply ${count(most)}`,
    showInspector: 'Show the inspector',
    hideInspector: 'Hide the inspector',
  },

  messages: {
    transcript: 'Transcript',
    you: 'You',
    model: 'Model',
    computedOn: (precision, device) => `computed on ${device} (${precision})`,
    tokens,
    turnTokens: (turn, own, answer) => {
      const marks = turn - own - (answer ?? 0);
      const parts = [`${count(own)} yours`, ...(answer === null ? [] : [`${count(answer)} the model’s`])];
      if (marks > 0) parts.push(plural(marks, 'end mark', 'end marks'));
      return `This turn has ${tokens(turn)}: ${parts.join(', ')}.`;
    },
    pinned: 'pinned',
    leftOut: 'left out',
    noLongerSeen: 'no longer seen',
    neverSeen: 'not seen, since it has no answer',
    forgottenNext: 'will be forgotten next',
    writing: 'writing',
    waiting: 'waiting: another chat is answering',
    reading: (done, total) => `reading ${count(done)} of ${tokens(total)}`,
    stopped: 'stopped by you',
    cutOff: 'cut off when Palimpsest ended',
    cutAtLength: 'ended at the maximum reply',
    failed: 'The answer ended early.',
    latest: 'Jump to latest',
    answered: (name, text) => `${name}: ${text}`,
    line: (forgotten, atMs, seenAbove) => {
      const kept =
        seenAbove === 0
          ? ''
          : `, but for ${seenAbove === 1 ? 'a turn that is' : `${count(seenAbove)} turns that are`} kept`;
      return `the model no longer sees what is above${kept} · ${tokens(forgotten)} forgotten at ${formats.clock(atMs)}`;
    },
    turnActions: (turnName) => `Actions for “${turnName}”`,
    change: { pin: 'Pin', unpin: 'Unpin', leaveOut: 'Leave out', putBack: 'Put back' },
    price: (reread, rereadMs, usedAfter) => {
      const reading = reread === 0 ? 'nothing is read again' : `${tokens(reread)} read again${inTime(rereadMs)}`;
      return `${reading}; ${tokens(usedAfter)} used afterwards`;
    },
    notPossible: 'Not possible: what has to stay would no longer fit in the window.',
    waitForEnd: 'Possible once the answer has ended.',
  },

  answers: enAnswers,
  tooLong: enTooLong,
  receipt: enReceipt,

  composer: {
    message: 'Message',
    placeholder: 'Say something',
    send: 'Send',
    stop: 'Stop',
    escape: 'Esc',
    stillWriting: 'The answer is still being written. Your words stay here until it has ended.',
    stillWaiting: 'This chat waits for another answer to end. Your words stay here.',
    keys: 'Enter sends, Shift and Enter begin a new line.',
    cannotWrite: 'Nothing can be saved now, so nothing can be written here.',
    notKept: (why) => `These words are not saved: ${why}`,
  },

  gauge: enGauge,
  forgetting: enForgetting,

  firstWindow: {
    sentence:
      'A page whose old writing is scraped off to make room for new. That is what a context window is — and here you can watch it.',
    terms: [
      { term: 'used', kind: 'plain', says: 'how much of the model’s window this chat fills.' },
      { term: 'reused', kind: 'reused', says: 'tokens the model did not have to read again.' },
      { term: 'forgotten next', kind: 'warn', says: 'what leaves when you send.' },
    ],
    examples: ['Hello! My name is ', 'Why do you forget?', 'Tell me a story'],
    examplesList: 'Ways to begin',
    model: (name, parameters, isBundled) =>
      [name, `${millions(parameters)} parameters`, isBundled ? 'English only' : '', 'on this computer']
        .filter((part) => part !== '')
        .join(' · '),
  },

  inspector: enInspector,
  settings: enSettings,
  terminal: enTerminal,
  errors: enErrors,
  unknownError: (code) => `Something went wrong, and this version of Palimpsest has no words for it (${code}).`,
};

function inTime(milliseconds: number | null): string {
  return milliseconds === null ? '' : ` (${formats.seconds(milliseconds)})`;
}

function millions(parameters: number): string {
  return parameters < 1_000_000 ? count(parameters) : `${count(parameters / 1_000_000)} M`;
}
