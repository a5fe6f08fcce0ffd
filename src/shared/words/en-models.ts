import type { ModelCard, ModelChats, ModelOrigin } from '../models-view.ts';
import { enModelsBring } from './en-models-bring.ts';
import { enModelsDevices } from './en-models-devices.ts';
import { enModelsFetch } from './en-models-fetch.ts';
import { openFormats } from './formats.ts';
import type { ComingModelWords, ModelCardsWords, ModelsWords } from './models-words.ts';

const { count, bytes, decimal, millions } = openFormats('en');
const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;

/** A page of English has about 300 words, and a word about 1.3 tokens. */
const TOKENS_A_WORD = 1.3;
const TOKENS_A_PAGE = 400;

const devices: Readonly<Record<string, string>> = { cpu: 'on the CPU', webgpu: 'on the GPU' };

/** "English", "English and German". */
function named(tags: readonly string[]): string {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return new Intl.ListFormat('en').format(tags.map((tag) => names.of(tag) ?? tag));
}

/** To two digits: nobody counts the words of a page. */
function roughly(value: number): string {
  const digits = Math.max(0, Math.floor(Math.log10(Math.max(value, 1))) - 1);
  return count(Math.round(value / 10 ** digits) * 10 ** digits);
}

function windowMeans(tokens: number): string {
  const pages = tokens / TOKENS_A_PAGE;
  const words = `about ${roughly(tokens / TOKENS_A_WORD)} words`;
  return pages < 0.75 ? `${words}, under a page` : `${words}, ${plural(Math.round(pages), 'page', 'pages')}`;
}

function does({
  origin,
  parameterCount,
  languages,
}: Pick<ModelCard, 'origin' | 'parameterCount' | 'languages'>): string {
  if (origin.type === 'shipped') {
    return 'Made for Palimpsest: small talk, simple facts and short stories. It recalls what you told it while it sees it.';
  }
  const size = parameterCount === null ? 'A GPT-2' : `A GPT-2 of ${millions(parameterCount)} parameters`;
  const reads = languages === null || languages.length === 0 ? '' : `, made for ${named(languages)}`;
  return `${size}${reads}. What it can do depends on what it was trained on.`;
}

function originSays(origin: ModelOrigin): string {
  switch (origin.type) {
    case 'shipped':
      return 'comes with Palimpsest';
    case 'folder':
      return origin.path;
    case 'hub':
      return `${origin.repository}, at ${origin.commit.slice(0, 7)}`;
    case 'unknown':
      return 'not known';
    default:
      return origin satisfies never;
  }
}

function chatsOf({ count: chats, titles }: ModelChats): string {
  if (chats === 0) return 'No chat goes on with it.';
  const more = chats - titles.length;
  const named = [...titles.map((title) => `“${title}”`), ...(more > 0 ? [`${count(more)} more`] : [])];
  const goOn = chats === 1 ? 'goes on' : 'go on';
  return `${new Intl.ListFormat('en').format(named)} ${goOn} with it: another model is chosen there before the next message.`;
}

const cards: ModelCardsWords = {
  title: 'On this computer',
  count: (models) => plural(models, 'model', 'models'),
  onlyShipped: 'Others stand here beside it once you bring or fetch one.',
  isCurrent: 'in use',
  does,
  window: 'Window',
  windowSays: (tokens) => `${count(tokens)} tokens`,
  windowMeans,
  parameters: 'Parameters',
  parametersSay: (parameters) => `${count(parameters)} parameters`,
  size: 'Size',
  sizeSays: bytes,
  sizeMeans: (diskBytes) => `${bytes(diskBytes)} on the disk`,
  precision: 'Precision',
  deviceSays: (name, threadCount) =>
    threadCount === null || name !== 'cpu'
      ? (devices[name] ?? name)
      : `${devices[name]}, ${plural(threadCount, 'thread', 'threads')}`,
  speed: 'Speed here',
  speedSays: (speed) =>
    speed === null
      ? 'not measured yet'
      : `${speed.decodeTokensPerSecond < 10 ? decimal(Math.round(speed.decodeTokensPerSecond * 10) / 10) : roughly(speed.decodeTokensPerSecond)} tokens a second`,
  licence: 'Licence',
  origin: 'From',
  originSays,
  form: 'Chat form',
  languages: 'Languages',
  languagesSays: (tags) => (tags === null || tags.length === 0 ? 'not known' : named(tags)),
  notKnown: 'not known',
  notYet: 'told once it is loaded',
  take: 'Use',
  takeNamed: (name) => `Use ${name}`,
  loadAnyway: 'Load it anyway',
  check: 'Check',
  checkNamed: (name) => `Check the files of ${name}`,
  cancelCheck: 'Stop checking',
  cancelCheckNamed: (name) => `Stop checking the files of ${name}`,
  checking: 'Reading all of its files…',
  checked: 'All of its files are as they came.',
  remove: 'Remove…',
  removeNamed: (name) => `Remove ${name}…`,
  showFolder: 'Show folder',
  showFolderNamed: (name) => `Show the folder of ${name}`,
  cannotBeRemoved: (origin) =>
    origin.type === 'shipped'
      ? 'It comes with Palimpsest and cannot be removed.'
      : 'It was named at the start and is read where it lies: nothing of it was copied.',
  removal: (name, diskBytes) =>
    `Remove ${name}? ${bytes(diskBytes)} go from this computer: its files, and what was made of them. Chats written with it stay, and can be read.`,
  removalOfCurrent: 'The built-in model takes its place.',
  chatsOf,
  yes: 'Remove',
  no: 'Keep it',
  problem: 'It cannot be used as it is.',
  problemOfLoaded: 'It still answers, from memory, and cannot be loaded again as it is.',
  isChanged: 'Its files changed on the disk since it came: this is not the model that you brought.',
  done: {
    removed: (name) => `${name} was removed.`,
    arrived: (name) => `${name} is here.`,
    used: (name) => `${name} is in use.`,
  },
};

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

function left(milliseconds: number): string {
  if (milliseconds < 10 * SECOND_MS) return 'a few seconds left';
  if (milliseconds < 1.5 * MINUTE_MS) return `about ${Math.round(milliseconds / (10 * SECOND_MS)) * 10} s left`;
  if (milliseconds < 90 * MINUTE_MS) return `about ${count(Math.round(milliseconds / MINUTE_MS))} min left`;
  return `about ${decimal(Math.round(milliseconds / (6 * MINUTE_MS)) / 10)} h left`;
}

const steps: ComingModelWords['step'] = {
  receiving: 'Fetching its files',
  copying: 'Copying its files',
  checking: 'Checking every number in it',
  converting: 'Preparing it for this computer',
  trying: 'Trying it',
};

const coming: ComingModelWords = {
  title: (name) => `${name} is coming`,
  step: steps,
  bytes: (doneBytes, totalBytes) => `${bytes(doneBytes)} of ${bytes(totalBytes)}`,
  speed: (bytesPerSecond) => `${bytes(bytesPerSecond)} a second`,
  left,
  said: (step, tenths) => (tenths === null ? steps[step] : `${steps[step]}: ${tenths * 10}%`),
  cancel: 'Cancel',
  cancelNamed: (name) => `Cancel: ${name}`,
  turnedAway: (name) => `${name} was not looked at: one model at a time.`,
  meanwhile: 'Your chats go on meanwhile.',
};

/** The Models page, in English. */
export const enModels: ModelsWords = {
  title: 'Models',
  lead: 'Any GPT-2 can answer here. Each runs on this computer alone, and your chats stay whichever you use.',
  back: 'Back to the chat',
  door: (nameInUse) => `${nameInUse} is in use. Open the models.`,
  open: 'Models',
  group: 'Go to',
  loading: 'Looking what is here…',
  contents: 'Parts of this page',
  cards,
  coming,
  bring: enModelsBring,
  fetch: enModelsFetch,
  devices: enModelsDevices,
};
