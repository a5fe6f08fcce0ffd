import type { ChatModelWords } from './chat-model-words.ts';
import { openFormats } from './formats.ts';

const { count, duration, bytes } = openFormats('en');

const tokens = (value: number) => `${count(value)} ${value === 1 ? 'token' : 'tokens'}`;
const quoted = (name: string) => `“${name}”`;
/** A forecast: its first two digits are as much as is known of it. */
const roughly = (milliseconds: number) => duration(Number(milliseconds.toPrecision(2)));

/** The model that a chat goes on with, in English. */
export const enChatModel: ChatModelWords = {
  other: (own, inUse) => `This chat uses ${own}, and ${inUse} is loaded.`,
  gone: (own) => `This chat used ${own}, which is not here.`,
  use: (name) => `Use ${name}`,
  goOn: (name) => `Go on with ${name}`,
  choice: 'Which model goes on with this chat',
  price: ({ name, windowTokens, promptTokens, keptTokens, readTokens, readMs }) => {
    const sees = `${name} has a window of ${tokens(windowTokens)}`;
    if (promptTokens === 0) return `${sees}.`;
    const time = readMs === null || readTokens === 0 ? '' : `, about ${roughly(readMs)}`;
    const reads = readTokens === 0 ? 'reads nothing again' : `reads ${tokens(readTokens)}${time}`;
    return `${sees}, and ${reads}${keptTokens > 0 ? `; ${count(keptTokens)} are in its cache` : ''}.`;
  },
  forgets: (names, more) => {
    const named = names.map(quoted).join(', ');
    return `No longer seen: ${named}${more > 0 ? ` and ${count(more)} more` : ''}.`;
  },
  notPossible: (name) => `What has to stay in this chat does not fit into the window of ${name}.`,
  loads: (value) => `Loads ${bytes(value)} into memory.`,
  recounted: (value, name) => `${tokens(value)} for ${name}`,
  afterAnswers: (name) => `${name} is loaded once what is being answered has ended.`,
  loading: (name) => `${name} is being loaded.`,
  stop: 'Stop',
  refused: (name, why, inUse) => `${name} cannot be used. ${why} ${inUse} is used again.`,
  loadAnyway: 'Load it anyway',
  model: (name) => `Model: ${name}`,
  modelSays: 'The model that answers in this chat. Choose another one; its price is shown first.',
  menu: 'Model of this chat',
  item: (name, isChosen) => (isChosen ? `✓ ${name}` : name),
  title: (name) => `Use ${name} in this chat?`,
  lead: 'It reads what was said in its own tokens. Nothing is lost: the tokens of the model before stay stored with their words.',
  counting: 'Counting…',
  cancel: 'Cancel',
};
