import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a model's README says at its beginning, as hubs have it there. */
export interface ToldByCard {
  readonly licence: string | null;
  /** BCP 47; null where it does not say. */
  readonly languages: readonly string[] | null;
}

const mostBytes = 64 * 1024;
const longest = 60;
const nothing: ToldByCard = { licence: null, languages: null };

/** Reads README.md of a model's folder. One that is not there, or not readable, says nothing. */
export function readModelCard(folder: string): ToldByCard {
  const text = readBeginning(join(folder, 'README.md'));
  return text === null ? nothing : parseModelCard(text);
}

/** Reads the lines between the first two `---`, of YAML only what is written there: `key: value`, `key: [a, b]`, and lists. */
export function parseModelCard(text: string): ToldByCard {
  const [first, ...lines] = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const end = lines.findIndex((line) => line.trimEnd() === '---');
  if (first?.trimEnd() !== '---' || end < 0) return nothing;
  const valuesOf = (key: string) => valuesIn(lines.slice(0, end), key);
  const licence = valuesOf('license')[0] ?? null;
  const named = licence === 'other' ? (valuesOf('license_name')[0] ?? licence) : licence;
  const languages = valuesOf('language').filter((each) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(each));
  return { licence: named, languages: languages.length > 0 ? languages : null };
}

function valuesIn(lines: readonly string[], key: string): readonly string[] {
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (at < 0) return [];
  const inline = (lines[at] as string).slice(key.length + 1).trim();
  if (inline !== '')
    return inline
      .replace(/^\[(.*)\]$/, '$1')
      .split(',')
      .map(plain)
      .filter(Boolean);
  const values: string[] = [];
  for (const line of lines.slice(at + 1)) {
    const item = /^\s*-\s+(.+)$/.exec(line)?.[1];
    if (item === undefined) break;
    values.push(plain(item));
  }
  return values.filter(Boolean);
}

function plain(value: string): string {
  return value
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .slice(0, longest);
}

function readBeginning(path: string): string | null {
  try {
    // A pipe nobody writes to would be waited for without end.
    if (!statSync(path).isFile()) return null;
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(mostBytes);
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, mostBytes, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}
