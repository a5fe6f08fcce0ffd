/** How BERT's tokenizer makes words of a text. */
export interface BasicWordsRules {
  readonly cleansText: boolean;
  readonly splitsChinese: boolean;
  readonly stripsAccents: boolean;
  readonly lowercases: boolean;
}

// As the reference has it (Hugging Face tokenizers 0.23, normalizers/bert.rs and pre_tokenizers/bert.rs).
const chinese =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;
const notText = /[\0\ufffd]|(?![\t\n\r])\p{C}/gu;
const accents = /\p{Mn}/gu;
const whiteSpace = /\p{White_Space}+/gu;
const wordOrPunctuation = /[!-/:-@[-`{-~\p{P}]|[^!-/:-@[-`{-~\p{P}]+/gu;

/** The words of a text: normalized, cut at white space, and each punctuation mark and Chinese character by itself. */
export function splitBasicWords(text: string, rules: BasicWordsRules): string[] {
  return normalize(text, rules)
    .split(whiteSpace)
    .flatMap((part) => part.match(wordOrPunctuation) ?? []);
}

/** Whether a character is written without spaces around it: Chinese characters, and what goes with them. */
export function isWrittenClose(character: string): boolean {
  return closeCharacter.test(character);
}

const closeCharacter = new RegExp(
  `^(?:${chinese.source}|[\\u3000-\\u303f\\uff00-\\uffef\\u2018-\\u201d\\u2026\\u2014])$`,
  'u',
);

function normalize(text: string, { cleansText, splitsChinese, stripsAccents, lowercases }: BasicWordsRules): string {
  let normal = text;
  if (cleansText) normal = normal.replace(notText, '').replace(whiteSpace, ' ');
  if (splitsChinese) normal = normal.replace(chinese, ' $& ');
  if (stripsAccents) normal = normal.normalize('NFD').replace(accents, '');
  return lowercases ? toLowerCase(normal) : normal;
}

/** Character by character, as the reference does: a sigma at the end of a word is no other letter. */
function toLowerCase(text: string): string {
  return text.includes('Σ') ? text.replaceAll('Σ', 'σ').toLowerCase() : text.toLowerCase();
}
