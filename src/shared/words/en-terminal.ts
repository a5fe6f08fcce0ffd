import type { NoWindow, TerminalWords } from './terminal-words.ts';

const noWindow: Readonly<Record<NoWindow, string>> = {
  noDisplay: 'there is no display',
  rootUser: 'no browser is started for the root user',
  nowhereToWrite: 'nowhere can the file be written that would lead a browser to it',
  noBrowser: 'no browser was found',
};

/** The terminal's words, in English. */
export const enTerminal: TerminalWords = {
  alreadyOpen: 'Palimpsest is already open with this data folder; its window has been brought to the front.',
  noWindow: (why) => `No window is opened, because ${noWindow[why]}. Open the address above in a browser.`,
  readOnly: (why, isDiskFull) =>
    `Nothing can be stored: ${why} Chats can be read and copied, but nothing new can be kept. ` +
    (isDiskFull
      ? 'Make room, then start Palimpsest again.'
      : 'To write again, see to this and start Palimpsest again.'),
  coreStartedAgain: "Palimpsest's core ended unexpectedly and is started again.",
  coreKeepsEnding:
    "Palimpsest's core keeps ending unexpectedly, so it is not started again. What was said is kept.\n" +
    'Start it again with npm start; what it says above the last lines here tells why it ended.',
  serverNotStarted: (reason) => `The server could not be started: ${reason}`,
  engineByHand: 'The engine is started by the application, not by hand.',
  boxNotShown: (reason) => `No box could be shown: ${reason}`,
  otherFolder: 'Another folder is chosen with --data-dir DIR.',
  box: { quit: 'Quit', chooseDataFolder: 'Choose another folder…' },
  served: {
    otherHost: 'This host name is not served here.',
    otherMethod: 'Only GET is served here.',
    nothing: 'There is nothing here.',
    unreadable: 'The page could not be read.',
    workedOnce: 'This address worked once. Palimpsest names its own where it was started.',
  },
};
