/** What tells how a letter before it is joined or broken at a line's end, or a picture coloured, and says nothing else. */
const shaping = '\\u00ad\\u200c\\u200d\\u2060\\ufe0e\\ufe0f\\p{EMod}';
const shapes = new RegExp(`[${shaping}]`, 'gu');
/**
 * Marks that are no letters of their own, vowels among them that are hardly ever written: those of Thai, Devanagari or kana tell one
 * syllable from another, and stay.
 */
const accented = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}]\p{M}+/gu;
const marks = /\p{M}/gu;
const otherForms = /[øæœßđłıþðς’‘‛ʼ“”‟]/g;
const plainForms: Readonly<Record<string, string>> = {
  ...{ ø: 'o', æ: 'ae', œ: 'oe', ß: 'ss', đ: 'd', ł: 'l', ı: 'i', þ: 'th', ð: 'd', ς: 'σ' },
  ...{ '’': "'", '‘': "'", '‛': "'", ʼ: "'", '“': '"', '”': '"', '‟': '"' },
};
/** Most texts are of these: they fold by their case alone. */
const ascii = /^[\0-\x7f]*$/;

/** Two Hangul letters or three that are one syllable, each by itself or partly joined. */
export const hangulSyllable = '(?:[\\u1100-\\u1112][\\u1161-\\u1175]|[\\uac00-\\ud7a3])[\\u11a8-\\u11c2]?';

/**
 * A text as it is compared by whatever looks for words: without case and accents, full and half width joined, one form for each
 * character, apostrophe and quotation mark. "Ä", "ä" and "a" are one, "ガ" and "カ" are two. `dropped`: what says nothing; defaults to
 * what only shapes letters.
 */
export function fold(text: string, dropped: RegExp = shapes): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(dropped, '')
    .replace(accented, (marked) => marked.replace(marks, ''))
    .replace(otherForms, (form) => plainForms[form] ?? form)
    .normalize('NFC');
}

/** A text folded, and where each of its units stood. */
export interface FoldedText {
  readonly text: string;
  /**
   * What is not as long as it was, in order: [start, end) in `text`, then [start, end) in the original. Everything between stands
   * unit for unit. Null where nothing is so.
   */
  readonly odd: Uint32Array | null;
}

/** What folds unit for unit, whatever it stands beside. */
const plain =
  '\\0-\\x7f\\u00c0-\\u00c5\\u00c7-\\u00dd\\u00e0-\\u00e5\\u00e7-\\u00fd\\u00ff\\u0391-\\u03a1\\u03a3-\\u03c9\\u0400-\\u045f' +
  '\\u2013\\u2014\\u2018\\u2019\\u201c\\u201d\\u3001-\\u3029\\u3041-\\u3096\\u30a1-\\u30fa\\u30fc\\u4e00-\\u9fff\\uac00-\\ud7a3\\uff01-\\uff5e';
const allPlain = new RegExp(`^[${plain}]*$`);
/** Of these the ones that another form stands for. */
const changing = /[\u0080-\u052f\u2018-\u201d\uff01-\uff5e]/g;
const joining = `\\p{M}\\uff9e\\uff9f${shaping}`;
const pieces = new RegExp(
  `([${plain}]+)(?![${joining}\\u11a8-\\u11c2])|(?:${hangulSyllable}|[\\s\\S])[${joining}]*`,
  'gu',
);
/** Pieces are few and come again and again. */
const foldedPieces = new Map<string, string>();
const MOST_PIECES = 5_000;

/** Folds a text so that what is found in it can be shown where it stood. */
export function foldInPlace(text: string): FoldedText {
  if (ascii.test(text)) return { text: text.toLowerCase(), odd: null };
  if (allPlain.test(text)) return { text: foldPlain(text), odd: null };
  let folded = '';
  const odd: number[] = [];
  for (const match of text.matchAll(pieces)) {
    const [piece] = match;
    const form = match[1] === undefined ? foldedPiece(piece) : foldPlain(piece);
    if (form.length !== piece.length) {
      odd.push(folded.length, folded.length + form.length, match.index, match.index + piece.length);
    }
    folded += form;
  }
  return { text: folded, odd: odd.length === 0 ? null : Uint32Array.from(odd) };
}

/** Several times as fast as the whole way, and the same. */
function foldPlain(text: string): string {
  return text.toLowerCase().replace(changing, foldedPiece);
}

function foldedPiece(piece: string): string {
  const known = foldedPieces.get(piece);
  if (known !== undefined) return known;
  const form = fold(piece);
  if (foldedPieces.size >= MOST_PIECES) foldedPieces.clear();
  foldedPieces.set(piece, form);
  return form;
}
