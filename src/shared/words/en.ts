import { enAnswers, enTooLong } from './en-answers.ts';
import { enBranch } from './en-branch.ts';
import { enChatModel } from './en-chat-model.ts';
import { enChats } from './en-chats.ts';
import { enData } from './en-data.ts';
import { enErase } from './en-erase.ts';
import { enErrors } from './en-errors.ts';
import { enExport } from './en-export.ts';
import { enExported } from './en-exported.ts';
import { enFind, enPalette } from './en-finding.ts';
import { enForgetting, enForgotten, enTurnChange } from './en-forgetting.ts';
import { enForms } from './en-forms.ts';
import { enGauge } from './en-gauge.ts';
import { enImport } from './en-import.ts';
import { enInspector } from './en-inspector.ts';
import { enLink } from './en-link.ts';
import { enMenu } from './en-menu.ts';
import { enModel, enRequests } from './en-model.ts';
import { enModels } from './en-models.ts';
import { enPlace } from './en-place.ts';
import { enReceipt } from './en-receipt.ts';
import { enReplay } from './en-replay.ts';
import { enSettings } from './en-settings.ts';
import { enTerminal } from './en-terminal.ts';
import { enTour } from './en-tour.ts';
import { enWhyUnknown } from './en-why-unknown.ts';
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

  menu: enMenu,
  link: enLink,

  chats: enChats,
  chatModel: enChatModel,
  place: enPlace,
  palette: enPalette,
  find: enFind,
  header: {
    documentTitle: (chatTitle) => `${chatTitle} — Palimpsest`,
    rename: 'Rename this chat',
    replySettings: 'Reply settings',
    reply: ({ isGreedy, temperature, maxReplyTokens }) => {
      const choosing = isGreedy ? 'steady' : `varied (temperature ${formats.decimal(temperature)})`;
      return `${choosing}, up to ${tokens(maxReplyTokens)} (about ${plural(wordsIn(maxReplyTokens), 'word', 'words')})`;
    },
    replyIs: (reply) => `Reply: ${reply}`,
    showInspector: 'Show the inspector',
    hideInspector: 'Hide the inspector',
  },

  messages: {
    transcript: 'Transcript',
    you: 'You',
    model: 'Model',
    computedOn: (precision, device) => `Computed on ${enInspector.deviceIs(device, precision)}`,
    tokens,
    turnTokens: (turn, own, answer) => {
      const marks = turn - own - (answer ?? 0);
      const parts = [`${count(own)} yours`, ...(answer === null ? [] : [`${count(answer)} the model’s`])];
      if (marks > 0) parts.push(`${count(marks)} the form’s`);
      return `This turn has ${tokens(turn)}: ${parts.join(', ')}.`;
    },
    pinned: 'pinned',
    leftOut: 'hidden by you',
    forgottenAt: (time) => (time === null ? 'forgotten' : `forgotten at ${time}`),
    neverSeen: 'not seen, since it has no answer',
    forgottenNext: 'will be forgotten next',
    writing: 'writing',
    slow: 'taking longer than usual',
    waiting: 'waiting: another chat is answering',
    reading: (done, total) => `reading ${count(done)} of ${tokens(total)}`,
    stopped: 'stopped by you',
    cutOff: 'cut off when Palimpsest ended',
    cutAtLength: 'ended at the maximum reply',
    failed: 'The answer ended early.',
    latest: 'Jump to latest',
    answered: (name, text) => `${name}: ${text}`,
    turnActions: (turnName) => `Actions for “${turnName}”`,
  },

  answers: enAnswers,
  branch: enBranch,
  tooLong: enTooLong,
  whyUnknown: enWhyUnknown,
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
  forgotten: enForgotten,
  turnChange: enTurnChange,

  tour: enTour,

  firstWindow: {
    sentence:
      'A page whose old writing is scraped off to make room for new. That is what a context window is — and here you can watch it.',
    examples: ['Hello! My name is ', 'Why do you forget?', 'What is a palimpsest?'],
    examplesList: 'Ways to begin',
    model: (name, parameters, isBundled) =>
      [name, `${formats.millions(parameters)} parameters`, isBundled ? 'English only' : '', 'on this computer']
        .filter((part) => part !== '')
        .join(' · '),
  },

  importing: enImport,
  inspector: enInspector,
  replay: enReplay,
  settings: enSettings,
  data: enData,
  erase: enErase,
  model: enModel,
  models: enModels,
  forms: enForms,
  requests: enRequests,
  exporting: enExport,
  exported: enExported,
  terminal: enTerminal,
  errors: enErrors,
  unknownError: (code) => `Something went wrong, and this version of Palimpsest has no words for it (${code}).`,
};

/** About how many English words so many tokens are; small numbers alone are told to the word. */
function wordsIn(tokenCount: number): number {
  const value = 0.75 * tokenCount;
  return value < 20 ? Math.max(1, Math.round(value)) : 10 * Math.round(value / 10);
}
