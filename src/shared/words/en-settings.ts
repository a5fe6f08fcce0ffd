import { openFormats } from './formats.ts';
import type { SettingsWords } from './settings-words.ts';

const { count, decimal } = openFormats('en');

/** The reply settings, in English. */
export const enSettings: SettingsWords = {
  title: 'Reply settings',
  lead: 'For this chat only. They hold from the next answer on.',
  choosing: 'How each token is chosen',
  greedy: 'Greedy',
  greedySays: 'always the likeliest token; the four values below are then not used',
  temperature: 'Temperature',
  topK: 'Top-k',
  topKSays: '0 keeps all',
  topP: 'Top-p',
  repetitionPenalty: 'Repetition penalty',
  seed: 'Seed',
  seedSays: 'empty: a new one each time',
  reply: 'The reply',
  maxReplyTokens: 'Maximum reply, in tokens',
  maxReplySays: (windowTokens) => `taken from the window’s ${count(windowTokens)}`,
  stopTexts: 'Stop texts',
  stopTextsSays: 'one a line; an answer ends before the first of them',
  forgetting: 'When the window is full',
  window: 'The window',
  usedWindow: 'Window in use, in tokens',
  usedWindowSays: (least, most) =>
    `from ${count(least)} to ${count(most)}; empty: all of it. A small window makes forgetting cheap to see.`,
  usedWindowSlider: 'How much of the model’s window',
  allTokens: (value) => `All ${count(value)}`,
  policy: 'What leaves',
  policies: {
    dropOldest: { name: 'Drop the oldest', says: 'whole turns leave from the front' },
    keepFirst: { name: 'Keep the first', says: 'the first turn stays, the middle leaves' },
    neverForget: { name: 'Never forget', says: 'nothing leaves; what does not fit is not sent' },
  },
  telling: 'Before forgetting',
  tellings: {
    show: { name: 'Show it', says: 'what leaves is named; Send goes on' },
    ask: { name: 'Stop and ask', says: 'nothing leaves before you say so' },
    silent: { name: 'Do not tell', says: 'a note stands in the chat afterwards' },
  },
  save: 'Save',
  cancel: 'Cancel',
  reset: 'Reset to the model’s own',
  defaultIs: (value) => `default ${value}`,
  newEachTime: 'new each time',
  problems: {
    between: (least, most) => `A number from ${decimal(least)} to ${decimal(most)}.`,
    wholeBetween: (least, most) => `A whole number from ${count(least)} to ${count(most)}.`,
    halfOfWindow: (least, most) => `A whole number from ${count(least)} to ${count(most)}: at most half of the window.`,
    stopCount: (most) => `At most ${count(most)} lines.`,
    stopLength: (most) => `At most ${count(most)} characters a line.`,
  },
};
