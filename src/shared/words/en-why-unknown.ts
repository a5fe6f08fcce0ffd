import { openFormats } from './formats.ts';
import type { WhyUnknownWords } from './why-unknown-words.ts';

const { count, duration } = openFormats('en');

export const enWhyUnknown: WhyUnknownWords = {
  said: {
    forgotten: 'You said this in a turn it no longer sees:',
    hidden: 'You said this in a turn that you hid from it:',
    unanswered: 'You said this in a turn it does not see, since it got no answer:',
  },
  wasSaid: {
    forgotten: 'This was said in a turn it no longer sees:',
    hidden: 'This was said in a turn that you hid from it:',
    unanswered: 'This was said in a turn it does not see, since it got no answer:',
  },
  turn: (name) => `“${name}”`,
  showSays: 'Show this turn',
  bringBack: 'Bring it back and ask again',
  price: (rereadTokens, rereadMs) => {
    const time = rereadMs === null ? '' : `, about ${duration(rereadMs)}`;
    return `Keeps this turn in view for good and asks again. Reads ${count(rereadTokens)} tokens again${time}.`;
  },
  leaves: (turnNames) => {
    const others = turnNames.length - 1;
    return `and forgets “${turnNames[0] ?? ''}”${others > 0 ? ` and ${count(others)} more` : ''}`;
  },
  switchOff: 'Don’t show this',
  switchOffSays: 'Don’t say any more what an answer did not see. The reply settings bring it back.',
  setting: 'Say why it does not know',
  settingSays: 'under an answer, when it was said in a turn out of sight · in all chats, at once',
};
