import { openFormats } from './formats.ts';
import type { SettingsWords } from './settings-words.ts';

const { count, decimal } = openFormats('en');

/** The reply settings, in English. */
export const enSettings: SettingsWords = {
  title: 'Reply settings',
  lead: 'For this chat only. They hold from the next answer on.',
  choosing: 'How each token is chosen',
  greedy: 'Steady (greedy)',
  greedySays: 'always the likeliest token; the four values below are then not used',
  temperature: 'Temperature',
  topK: 'Top-k',
  temperatureSays: 'lower is steadier, higher is bolder',
  topKSays: (most) => {
    if (most === null) return 'choose among so many of the likeliest; 0: among all';
    if (most === 0) return 'choose among all tokens';
    return most === 1 ? 'choose the likeliest' : `choose among the ${count(most)} likeliest`;
  },
  topP: 'Top-p',
  topPSays: (share) => {
    if (share === null) return 'choose among the likeliest that make up this share';
    return share >= 1
      ? 'choose among all of these'
      : `choose among the likeliest that make up ${decimal(100 * share)}%`;
  },
  repetitionPenalty: 'Repetition penalty',
  repetitionPenaltySays: 'above 1, what was said already is chosen less',
  seed: 'Seed',
  seedSays: 'empty: a new one each time',
  reply: 'The reply',
  maxReplyTokens: 'Maximum reply, in tokens',
  maxReplySays: (windowTokens) => `taken from the window’s ${count(windowTokens)}`,
  stopTexts: 'Stop texts',
  stopTextsSays: 'the answer ends before the first of these; one a line',
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
  allChats: 'In all chats, at once',
  details: 'Numbers under answers',
  detailsShown: { always: 'always', newest: 'newest answer', onHover: 'on hover' },
  notSaved: 'Your changes are not saved. Save them, or press Escape again to let them go.',
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
    textLength: (most) => `At most ${count(most)} characters.`,
  },
};
