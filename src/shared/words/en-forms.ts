import { answerPlace, endOfTextMark, userPlace } from '../chat-form-view.ts';
import type { ErrorWords } from './error-words.ts';
import type { FormWords } from './form-words.ts';
import { openFormats } from './formats.ts';

const { count, decimal, duration } = openFormats('en');

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;
const tokens = (value: number) => plural(value, 'token', 'tokens');

/** A line break is told as it is written in the form. */
const anyOf = (texts: readonly string[]) => texts.map((text) => `“${text.replaceAll('\n', '\\n')}”`).join(' or ');

const names: FormWords['names'] = {
  endOfText: 'Turns by end mark',
  userAssistant: 'User and Assistant',
  continuation: 'Go on with the text',
  own: 'Your own form',
};

/** The words about forms, in English. */
export const enForms: FormWords = {
  title: 'How turns are written',
  intro:
    'A model reads one long text. The form says how your words and its answers stand in it. Your chats keep their words whatever you choose.',
  of: (modelName) => `for ${modelName}`,
  taken: (name) => `“${names[name]}” is used from now on.`,
  names,
  says: {
    endOfText: `Each message ends with ${endOfTextMark}. For models that were trained to talk, like the built-in one and DialoGPT.`,
    userAssistant:
      'A talk as plain text, with “User:” and “Assistant:” above the words and two short exchanges before it; an answer ends where the next “User:” would begin. For plain GPT-2, which was never trained to talk.',
    continuation: 'To write with: the model goes on where your text ends. There is nobody who answers.',
    own: 'Text that you write around the words, with its exact tokens shown as you type.',
  },
  chosenBy: {
    person: 'chosen by you',
    manifest: 'as this model is meant to be used',
    nobody: 'the usual one',
  },
  tokens: ({ openingTokens, questionTokens, answerTokens }) => {
    const each = questionTokens + answerTokens;
    const aTurn = each === 0 ? 'nothing around a turn' : `${tokens(each)} around each turn`;
    return openingTokens === 0 ? aTurn : `${tokens(openingTokens)} before the first turn, ${aTurn}`;
  },
  sampling: (sampling) =>
    sampling === null
      ? 'Answers are chosen as the model says.'
      : `Answers vary: temperature ${decimal(sampling.temperature)}, top-p ${decimal(sampling.topP)}, repetition penalty ${decimal(sampling.repetitionPenalty)}. Each chat can set its own.`,
  goOnPlaceholder: 'Write, and the model goes on',
  use: 'Use this form',
  withoutChoice: 'Back to the usual one',
  price: ({ keptTokens, readTokens, readMs, forgets, isPossible }) => {
    if (!isPossible) return 'This chat has no room for this form: hide or unpin a turn first.';
    const parts = [
      readTokens === 0
        ? 'Nothing of this chat is read again'
        : `${tokens(readTokens)} of this chat ${readTokens === 1 ? 'is' : 'are'} read again`,
    ];
    if (readTokens > 0 && readMs !== null) parts.push(`about ${duration(readMs)}`);
    if (keptTokens > 0) parts.push(`${count(keptTokens)} stay as they are`);
    if (forgets.length > 0) parts.push(`${plural(forgets.length, 'turn', 'turns')} will be forgotten`);
    return `${parts.join(', ')}.`;
  },
  editor: {
    opening: 'Opening',
    openingSays: 'Stands before the first turn, once, and never leaves the window. It may be empty.',
    turn: 'Each turn',
    turnSays: `${userPlace} stands for what you say, ${answerPlace} for what the model answers, ${endOfTextMark} for its end mark.`,
    stopTexts: 'Texts that end an answer',
    stopTextsSays: 'One on each line, \\n for a line break. The answer ends before the first of them.',
    samples: 'Let answers vary',
    temperature: 'Temperature',
    topP: 'Top-p',
    repetitionPenalty: 'Repetition penalty',
    startFrom: (name) => `Begin with “${name}”`,
  },
  preview: {
    title: 'What the model reads',
    says: 'Each piece is one token.',
    sample: { user: 'What is a palimpsest?', answer: 'A page that was written on twice.' },
    kinds: { opening: 'opening', form: 'form', user: 'you', answer: 'model' },
    token: ({ id, text, isEnd }) => (isEnd ? `end mark, token ${id}` : `“${text}”, token ${id}`),
    loneSpace:
      'A space stands right before words. It becomes a token of its own, which GPT-2 hardly ever saw: a line break reads better.',
    writtenStops: (texts) =>
      `This model’s vocabulary cannot write the texts that end an answer as they stand here. An answer ends before ${anyOf(texts)}.`,
    neverStops: (texts) => `This model’s vocabulary can never write ${anyOf(texts)}: no answer ends there.`,
  },
};

/** Sentences by what is wrong with a form, in English. */
export const enFormProblems: ErrorWords['badForm'] = {
  noUserPlace: () => `There is no place for what you say: write ${userPlace} where it stands in each turn.`,
  noAnswerPlace: () => `There is no place for the answer: write ${answerPlace} where it stands in each turn.`,
  answerFirst: () => `The answer comes behind what you say: ${answerPlace} stands behind ${userPlace}.`,
  twoPlaces: () => `Each place is there once: ${userPlace} and ${answerPlace}.`,
  tooLong: ({ tokens: all, mostTokens, windowTokens }) =>
    `This form takes ${tokens(all)} before a word is said. Of a window of ${count(windowTokens)} it may take ${count(mostTokens)}: shorten it.`,
};
