import { openFormats } from './formats.ts';
import type { TourWords } from './tour-words.ts';

const { count } = openFormats('en');

/** The tour, in English. */
export const enTour: TourWords = {
  offer: 'See it forget — one minute',
  orTalk: 'or just talk',
  card: 'See it forget',
  place: (stage, stages) => `${count(stage)} of ${count(stages)}`,
  next: 'Next',
  end: 'Done',
  skip: 'Leave the tour',
  busy: 'One moment …',
  title: 'See it forget',
  name: 'Ada',
  telling: 'Hello! My name is Ada.',
  question: 'What is my name?',
  fillers: [
    'What is the capital of France?',
    'How are you today?',
    'Tell me a joke.',
    'What is the capital of Italy?',
    'What can you do?',
    'Tell me a story.',
    'What is the capital of Spain?',
    'Tell me another joke.',
    'What is two plus three?',
    'Why do you forget?',
    'What is the capital of Japan?',
    'Tell me one more story.',
  ],
  stages: {
    told: ({ toldTokens, usedWindowTokens, name }) =>
      `The model was told the name ${name}. This bar is its window, here ${count(usedWindowTokens)} tokens of it: what you said and ` +
      `what it answered take ${count(toldTokens)}, and nothing outside the bar exists for it.`,
    filled: ({ forgottenCount }) =>
      `Some small talk later the window is full. Before the next message is sent you are told what it costs: ` +
      (forgottenCount === 1
        ? 'one turn will be forgotten, and the name with it.'
        : `${count(forgottenCount)} turns will be forgotten, and the name with them.`),
    asked: () =>
      'Every answer has a receipt. Reused tokens cost nothing: their keys and values (K and V) are kept, because every later token looks ' +
      'at them again. A query (Q) is used once, by its own token, so it is not kept.',
    forgotten: ({ knewWithout, name }) =>
      knewWithout
        ? `Above this line the model sees nothing any more. It still said ${name}: by chance, or because a turn below says so.`
        : 'Above this line the model sees nothing any more. You can still read it; the model cannot, so it does not know the name.',
    bringBack: () =>
      'What was forgotten can be brought back: the turn is pinned, so that it stays in the window, and the question is asked again.',
    known: ({ knewAgain, name }) =>
      knewAgain
        ? `The turn is in the window again, and so is ${name}. That is all: it knows what it sees. This chat stays in your list.`
        : `The turn is in the window again, though this model did not make use of it: seeing is not yet knowing. This chat stays in your list.`,
  },
};
