import { openFormats } from './formats.ts';
import type { ModelWordsShown, RequestsWords } from './model-words.ts';

const { count, clock } = openFormats('en');

const plural = (value: number, one: string, many: string) => `${count(value)} ${value === 1 ? one : many}`;

const precisions: Readonly<Record<string, string>> = { fp32: 'full precision (fp32)', fp16: 'half precision (fp16)' };

/** "English", "English and German". Names are made when they are first asked for. */
function named(tags: readonly string[]): string {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return new Intl.ListFormat('en').format(tags.map((tag) => names.of(tag) ?? tag));
}

export const enModel: ModelWordsShown = {
  precisionSays: (name) => precisions[name] ?? name,
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
