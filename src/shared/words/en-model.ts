import { openFormats } from './formats.ts';
import type { ModelWordsShown, RequestsWords } from './model-words.ts';

const { count, clock } = openFormats('en');

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;

/** A page of English has about 300 words, and a word about 1.3 tokens. */
const TOKENS_A_PAGE = 400;

const precisions: Readonly<Record<string, string>> = { fp32: 'full precision (fp32)', fp16: 'half precision (fp16)' };

/** "English", "English and German". Names are made when they are first asked for. */
function named(tags: readonly string[]): string {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return new Intl.ListFormat('en').format(tags.map((tag) => names.of(tag) ?? tag));
}

function pages(tokens: number): string {
  if (tokens < 0.75 * TOKENS_A_PAGE) return 'less than a page';
  return `about ${plural(Math.round(tokens / TOKENS_A_PAGE), 'page', 'pages')}`;
}

export const enModel: ModelWordsShown = {
  about: (name) => `About the model ${name}`,
  does: {
    bundled:
      'Made for Palimpsest: small talk, simple facts and short stories. It recalls what you told it while it sees it.',
    other: 'A GPT-2 model of your own. What it can do depends on what it was trained on.',
  },
  parameters: 'Parameters',
  window: 'Window',
  windowSays: (tokens) => `${count(tokens)} tokens, ${pages(tokens)} of English`,
  precision: 'Precision',
  precisionSays: (name) => precisions[name] ?? name,
  device: 'Computed on',
  languages: 'Languages',
  languagesSays: (tags) => (tags === null ? 'not known' : named(tags)),
  licence: 'Licence',
  notKnown: 'not known',
  network: 'Network',
  close: 'Close',
  knowsOnly: (languages) => `This model knows only ${named(languages)}.`,
  otherScript: (languages, tokens, characters) =>
    `This model knows only ${named(languages)}; ${plural(tokens, 'token', 'tokens')} for ${plural(characters, 'character', 'characters')}.`,
};

export const enRequests: RequestsWords = {
  line: (sent, refused) => {
    const line = `${plural(sent, 'request', 'requests')} since the start`;
    return refused ? `${line} · ${count(refused)} refused` : line;
  },
  says: (sent, refused, sinceMs) => {
    const out = sent === 0 ? 'nothing' : plural(sent, 'request', 'requests');
    const told = `Palimpsest has sent ${out} to the network since ${clock(sinceMs)}, when it started.`;
    if (refused === null) return `${told} What this browser does by itself is not counted.`;
    if (refused === 0) return `${told} Its window cannot send anything by itself.`;
    return `${told} ${plural(refused, 'request', 'requests')} of its window ${refused === 1 ? 'was' : 'were'} refused and did not leave.`;
  },
};
