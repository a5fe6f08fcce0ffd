import { mostMessageCharacters } from '../message-length.ts';
import type { AnswersWords, TooLongWords } from './answers-words.ts';
import { openFormats } from './formats.ts';

const { count } = openFormats('en');

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;

/** What can be done with what was said, in English. */
export const enAnswers: AnswersWords = {
  copyQuestion: 'Copy your message',
  copyAnswer: 'Copy the answer',
  copied: 'Copied',
  tryAgain: 'Try again',
  goOn: 'Continue',
  forgetAndGoOn: (turnCount) => `Forget ${count(turnCount)} and continue`,
  noRoomToGoOn: (overBy) =>
    `This answer has grown as long as the window allows: to continue it, ${plural(overBy, 'token is', 'tokens are')} missing.`,
  takenOver: {
    words: (value) => `took over ${count(value)}`,
    says: 'Tokens of the try before that this answer goes on with: they were given to the model as what it had said.',
  },
  sameWords: 'The same words again: this chat takes the likeliest word each time.',
  tryWithChance: 'Try with chance',
  chanceSays: 'Lets this chat choose among likely words, with a new seed each time. The reply settings take it back.',
};

/** What is said of words that are too many, in English. */
export const enTooLong: TooLongWords = {
  forWindow: (tooMany, characters, overBy) =>
    `About ${count(tooMany)} of ${plural(characters, 'character', 'characters')} too many: the window has no room for them (${plural(overBy, 'token', 'tokens')} too many).`,
  forMessage: (tooMany, characters) =>
    `${count(tooMany)} of ${plural(characters, 'character', 'characters')} too many: a message has at most ${count(mostMessageCharacters)}.`,
  keepFirst: 'Keep the first part',
  keepLast: 'Keep the last part',
  kept: (characters) => `${plural(characters, 'character was', 'characters were')} let go.`,
  undo: 'Undo',
};
