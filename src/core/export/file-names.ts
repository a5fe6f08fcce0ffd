import { toVisibleLine } from '../text/visible-text.ts';

/** Room for a number and a temporary ending stays free in what file systems take (255 bytes, of encrypted ones 143). */
const MOST_BYTES = 120;

/** What Windows takes for a device, with whatever ending. */
const devices = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(?= *(?:\.|$))/i;
const forbidden = /[<>:"/\\|?*\p{Cc}]/gu;

/**
 * A name that Windows, macOS and Linux take, of at most 120 bytes in UTF-8, with the ending, which stays whole. `fallback` stands
 * where nothing that can be seen is left of the words.
 */
export function safeFileName(words: string, ending: string, fallback: string): string {
  const suffix = ending === '' ? '' : `.${ending}`;
  const plain = toVisibleLine(words.replace(forbidden, ' ')).normalize('NFC');
  // No dots at the beginning: a name that is hidden is hard to find.
  const shown = trimmed(plain.replace(/^[.\s]+/, '')) || fallback;
  const held = devices.test(shown) ? `_${shown}` : shown;
  return `${trimmed(cutToBytes(held, MOST_BYTES - Buffer.byteLength(suffix)))}${suffix}`;
}

/** Names that were given out, each once also where the file system does not tell capitals or forms of letters apart. */
export interface FileNames {
  unique(words: string, ending: string, fallback: string): string;
}

export function openFileNames(): FileNames {
  const taken = new Set<string>();
  return {
    unique: (words, ending, fallback) => {
      for (let number = 1; ; number++) {
        const name = safeFileName(numbered(words || fallback, number, ending), ending, fallback);
        const key = foldedName(name);
        if (taken.has(key)) continue;
        taken.add(key);
        return name;
      }
    },
  };
}

/** "2026-11-28 What was said": sorted by name, files are sorted by day. */
export function datedWords(atMs: number, words: string): string {
  return `${dayOf(atMs)} ${words}`;
}

/** The local day, as it sorts. */
function dayOf(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The same for two names that a file system may take for one. */
export function foldedName(name: string): string {
  return name.normalize('NFKC').toLocaleUpperCase('en').toLowerCase().normalize('NFKC');
}

/** The number stays whole where the words are cut. */
function numbered(words: string, number: number, ending: string): string {
  if (number === 1) return words;
  const suffix = ` (${number})`;
  const room = MOST_BYTES - Buffer.byteLength(suffix) - (ending === '' ? 0 : Buffer.byteLength(ending) + 1);
  return `${trimmed(cutToBytes(safeFileName(words, '', '_'), room))}${suffix}`;
}

/** Windows takes away dots and blanks at the end, and then does not find the file. */
function trimmed(name: string): string {
  return name.replace(/[.\s]+$/u, '');
}

/** Its beginning, without a part of a character at its end. */
function cutToBytes(text: string, mostBytes: number): string {
  if (Buffer.byteLength(text) <= mostBytes) return text;
  let bytes = 0;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > mostBytes) break;
    kept += segment;
  }
  // One character with more marks than there is room for: code points, then.
  return kept === '' ? cutPoints(text, mostBytes) : kept;
}

function cutPoints(text: string, mostBytes: number): string {
  let kept = '';
  for (const point of text) {
    if (Buffer.byteLength(kept) + Buffer.byteLength(point) > mostBytes) break;
    kept += point;
  }
  return kept;
}
