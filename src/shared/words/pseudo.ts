import type { Words } from './words.ts';

/** A language that is made for tests: whatever is not in it was not taken from a catalogue. */
export const pseudoTag = 'en-XA';

/** What names something instead of saying it. */
const notWords: ReadonlySet<string> = new Set(['languageTag', 'direction', 'kind']);

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = Array.from('áƀçðéƒĝĥíĵķļɱñóþǫŕšţúṽŵẋýžÅƁÇĐÉƑĜĤÎĴĶĻṀÑÓÞǪŔŠŢÛṼŴẊÝŽ');

/**
 * A catalogue made of another: every sentence in brackets and its letters with accents, so that it can still be read. What a
 * sentence is filled with (names, words of a person, numbers) stays as it is.
 */
export function pseudoWords(words: Words): Words {
  return {
    ...(disguise(words, bracketed) as Words),
    formats: disguise(words.formats, accent) as Words['formats'],
    languageTag: pseudoTag,
  };
}

type Disguise = (text: string) => string;

function disguise(value: unknown, change: Disguise): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value === 'function') {
    return (...filling: unknown[]) => {
      const said: unknown = value(...filling);
      return typeof said === 'string' ? aroundTexts(said, placed(value as Maker, filling), change) : said;
    };
  }
  if (Array.isArray(value)) return value.map((entry) => disguise(entry, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, notWords.has(name) ? entry : disguise(entry, change)]),
  );
}

type Maker = (...filling: unknown[]) => unknown;

/** A character that no catalogue and hardly a person uses. */
const marker = '\u{f8ff}';

/** The texts that a sentence holds as they were given, the longest first: others only choose what it says. */
function placed(make: Maker, filling: readonly unknown[]): string[] {
  const isPlaced = (text: string) => {
    try {
      return String(make(...filling.map((entry) => replaced(entry, text)))).includes(marker);
    } catch {
      return false;
    }
  };
  return textsIn(filling)
    .filter(isPlaced)
    .sort((one, other) => other.length - one.length);
}

function textsIn(filling: unknown): string[] {
  if (typeof filling === 'string') return filling === '' ? [] : [filling];
  return typeof filling === 'object' && filling !== null ? Object.values(filling).flatMap(textsIn) : [];
}

/** The same with a marker for each text that is this one. */
function replaced(filling: unknown, text: string): unknown {
  if (typeof filling === 'string') return filling === text ? marker : filling;
  if (Array.isArray(filling)) return filling.map((entry) => replaced(entry, text));
  if (typeof filling !== 'object' || filling === null) return filling;
  return Object.fromEntries(Object.entries(filling).map(([name, entry]) => [name, replaced(entry, text)]));
}

/** Changes what stands around these texts, where they are whole words. */
function aroundTexts(said: string, texts: readonly string[], change: Disguise): string {
  if (texts.length === 0) return change(said);
  const escaped = texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const kept = new RegExp(`(?<!\\p{L})(${escaped.join('|')})(?!\\p{L})`, 'u');
  const parts = said.split(kept);
  const changed = parts.map((part, index) => (index % 2 === 1 ? part : accent(part))).join('');
  return change === accent ? changed : brackets(changed);
}

function bracketed(text: string): string {
  return brackets(accent(text));
}

function brackets(text: string): string {
  return text.trim() === '' ? text : `⟦${text}⟧`;
}

function accent(text: string): string {
  return Array.from(text, (letter) => accented[plain.indexOf(letter)] ?? letter).join('');
}
