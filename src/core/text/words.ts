import { fold } from '../../shared/fold.ts';
import { askedWords, emptyWords, irregularForms, lightWords } from './common-words.ts';

/** How much a word says of what a sentence is about: nothing, a little, what is often asked for, something rare. */
export type WordWeight = 0 | 1 | 2 | 3;

/** A word of a text, or of a writing without spaces a piece of one. */
export interface Word {
  /** As it is written, but for case and accents. */
  readonly written: string;
  /** What all forms of the word have in common: by it words are compared. */
  readonly stem: string;
  readonly weight: WordWeight;
  /** "dog's": what follows is the dog's. */
  readonly isOwner: boolean;
}

const ascii = /^[\0-\x7f]*$/;
const eastAsian = /[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
const spaced = /[\p{L}\p{N}\p{M}]+(?:'[\p{L}\p{N}\p{M}]+)*'?/gu;
/** The same where all is ASCII, several times as fast. */
const spacedAscii = /[a-z0-9]+(?:'[a-z0-9]+)*'?/g;
const runs =
  /[\u3005\u3400-\u9fff]+|[\u3041-\u309f]+|[\u30a0-\u30ff]+|[\uac00-\ud7af]+|[^\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+/g;

/** The words of a text in their order. */
export function wordsIn(text: string): Word[] {
  const folded = fold(text);
  if (!eastAsian.test(folded)) return spacedWordsIn(folded);
  const isJapanese = /[\u3041-\u30ff]/.test(folded);
  const words: Word[] = [];
  for (const [run] of named(folded, isJapanese).matchAll(runs)) {
    if (/^[\u3005\u3400-\u9fff]/.test(run)) words.push(...hanWordsIn(run, isJapanese));
    else if (/^[\uac00-\ud7af]/.test(run)) words.push(...koreanWordsIn(run));
    else if (/^[\u30a0-\u30ff]/.test(run)) words.push(word(run, run));
    // What is written in hiragana is mostly grammar.
    else if (!/^[\u3041-\u309f]/.test(run)) words.push(...spacedWordsIn(run));
  }
  return words;
}

function spacedWordsIn(folded: string): Word[] {
  const pattern = ascii.test(folded) ? spacedAscii : spaced;
  return (folded.match(pattern) ?? []).map(knownWord);
}

/** A chat says the same words again and again. */
const known = new Map<string, Word>();
const MOST_KNOWN = 20_000;

function knownWord(match: string): Word {
  const before = known.get(match);
  if (before) return before;
  // "don't", "I'm", "she'll": what stands behind the apostrophe says as little as what stands before it.
  const written = match.replace(/'(?:s|m|re|ve|ll|d|t)?$/, '').replace(/'/g, '');
  const made = { ...word(written, stemOf(written)), isOwner: /s'$|'s$/.test(match) && !emptyWords.has(written) };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(match, made);
  return made;
}

function word(written: string, stem: string): Word {
  return { written, stem, weight: weightOf(written, stem), isOwner: false };
}

const lightStems = new Set(lightWords.map(stemOf));
const askedStems = new Set(askedWords.map(stemOf));
const negated = new Set([
  'don',
  'didn',
  'doesn',
  'isn',
  'aren',
  'wasn',
  'weren',
  'won',
  'wouldn',
  'couldn',
  'shouldn',
  'haven',
  'hasn',
  'hadn',
]);

function weightOf(written: string, stem: string): WordWeight {
  if (emptyWords.has(written) || emptyWords.has(stem) || negated.has(written)) return 0;
  if (askedStems.has(stem)) return 2;
  if (lightStems.has(stem)) return 1;
  if (/^\p{N}+$/u.test(written)) return written.length > 2 ? 3 : 1;
  return /^[a-z]$/.test(written) ? 1 : 3;
}

/** What "studies", "studied" and "studying" have in common with "study". Rules of English; other words keep more of their ends. */
export function stemOf(written: string): string {
  const known = irregularForms.get(written);
  if (known) return stemOf(known);
  if (!/^[a-z]+$/.test(written) || written.length < 4) return written;
  const single = withoutPlural(written);
  const regular = irregularForms.get(single);
  if (regular) return stemOf(regular);
  const root = withoutEnding(single);
  const end = root.length > 4 && root.endsWith('e') ? root.slice(0, -1) : root;
  return end.endsWith('y') && end.length > 3 ? `${end.slice(0, -1)}i` : end;
}

function withoutPlural(written: string): string {
  if (/(?:ss|us|is)$/.test(written)) return written;
  if (/[^aeiou]ies$/.test(written) && written.length > 4) return `${written.slice(0, -3)}y`;
  if (/(?:ss|x|z|ch|sh)es$/.test(written)) return written.slice(0, -2);
  return written.endsWith('s') ? written.slice(0, -1) : written;
}

function withoutEnding(single: string): string {
  const [, root, ending] = /^(.*[aeiouy].*?)(ing|ed)$/.exec(single) ?? [];
  if (!root || root.length < 3 || single.endsWith('eed') || ending === undefined) return single;
  if (ending === 'ed' && root.endsWith('i')) return `${root.slice(0, -1)}y`;
  if (/([bdgkmnprt])\1$/.test(root)) return root.slice(0, -1);
  // "living", "named": short words keep the e, or a Tim would be a time.
  return /^[^aeiou][aeiou][^aeiouwxy]$/.test(root) ? `${root}e` : root;
}

/** "叫" tells a name as well as "名字" does. */
function named(folded: string, isJapanese: boolean): string {
  return isJapanese ? folded : folded.replace(/叫做?/g, '名字');
}

const chineseGrammar =
  /为什么|怎么样?|怎样|我们|你们|他们|她们|没有|告诉|知道|记得|可以|这个|那个|一个|一只|一下|[吗呢吧啊呀嘛的地得了着过是在有没不我您你他她它们和跟与也都就还很最请这那个只一想给做把被对从到说问]/;
const japaneseGrammar = /私|僕|俺|君|彼女?/;
/** "Which": what follows is the kind of what is asked for. */
const eastAsianWhich = /什么|甚么|哪里|哪儿|哪个|多少|[谁哪几何誰]/;
/** Words that stand without a mark between others and are often asked for. */
const ownWords = /名字|名前|时候|时间|喜欢|今年|今天|明天|昨天|现在|生日|工作|颜色|号码|[岁歳住]/;
const chineseParts = new RegExp(`(${ownWords.source}|${eastAsianWhich.source})|${chineseGrammar.source}`);
const japaneseParts = new RegExp(`(${ownWords.source}|${eastAsianWhich.source})|${japaneseGrammar.source}`);
const isWhich = new RegExp(`^(?:${eastAsianWhich.source})$`);
const which: Word = { written: 'which', stem: 'which', weight: 0, isOwner: false };

/** Pairs of neighbouring characters, between the words that are grammar; a character that stands alone is a word. */
function hanWordsIn(run: string, isJapanese: boolean): Word[] {
  const words: Word[] = [];
  for (const part of run.split(isJapanese ? japaneseParts : chineseParts)) {
    if (!part) continue;
    const before = words.at(-1);
    // Somebody else's name: "猫叫…", "猫的名字".
    if (/^名/.test(part) && before && before.weight > 0) words[words.length - 1] = { ...before, isOwner: true };
    if (isWhich.test(part)) words.push(which);
    else words.push(...piecesOf(part).map((piece) => word(piece, piece)));
  }
  return words;
}

function piecesOf(part: string): string[] {
  if (part.length < 3) return [part];
  return Array.from({ length: part.length - 1 }, (_, index) => part.slice(index, index + 2));
}

const koreanEmpty =
  /^(?:내|나|저|제|너|네|당신|뭐|무엇|누구|어디|언제|왜|어떻게|뭐예요|무엇입니까|입니다|예요|이에요|있어요|있나요)$/;
const koreanParticle = /(?:에서|으로|이에요|예요|입니다|입니까|[은는이가을를의에로와과도])$/;

function koreanWordsIn(run: string): Word[] {
  const stem = run.length > 2 ? run.replace(koreanParticle, '') : run;
  return koreanEmpty.test(run) || koreanEmpty.test(stem) ? [] : [word(run, stem)];
}
