import type { LinkWords } from './link-words.ts';

/** The line to the core and what can fail behind it, in English. */
export const enLink: LinkWords = {
  connecting: 'Opening…',
  noToken:
    'This address lacks the key that Palimpsest gives to its own window. Start Palimpsest and open the address it names.',
  gone: 'Palimpsest has been closed. Start it again and open the address it names; nothing you said is lost.',
  starting: 'The model is being read into memory.',
  restarting: {
    ended: 'The model stopped and is starting again. Nothing you said is lost.',
    hung: 'The model stopped answering and is starting again. Nothing you said is lost.',
    device: 'The GPU stopped working. The model is starting again on the CPU. Nothing you said is lost.',
    link: 'Palimpsest is starting again. Nothing you said is lost.',
  },
  tryAgain: 'Try again',
  useBundled: 'Use the built-in model',
  chooseFolder: 'Choose another folder…',
  copyDetails: 'Copy details',
  copied: 'Copied',
  dismiss: 'Dismiss',
  pageFailed: 'Something on this page broke. Nothing you said is lost.',
  reload: 'Load it again',
  startedAgain: 'A part of Palimpsest ended unexpectedly and was started again. Nothing you said is lost.',
  readOnly: (why) => `${why} You can read and copy what was said, but nothing new can be kept.`,
  failing: (why) => `The last change could not be saved. ${why}`,
  noChat: 'There is no chat to show, and none can be begun while nothing can be saved.',
};
