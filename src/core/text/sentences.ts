import { fold } from '../../shared/fold.ts';
import { type Word, wordsIn } from './words.ts';

/** Of whom a sentence speaks: of the one who says it, of the other one, of neither alone. */
export type Person = 'self' | 'other' | 'none';

/** `request`: something new is wanted, and nothing that was said. */
export type SentenceKind = 'statement' | 'request' | 'openQuestion' | 'yesNoQuestion';

/** One sentence. Only of those that share a word with a question more than their words is asked. */
export class Sentence {
  readonly words: readonly Word[];
  private readonly folded: string;
  private knownKind: SentenceKind | undefined;

  constructor(text: string) {
    this.folded = fold(text).trim();
    this.words = wordsIn(text);
  }

  get kind(): SentenceKind {
    this.knownKind ??= kindOf(this.folded);
    return this.knownKind;
  }

  get person(): Person {
    return personOf(this.folded.replace(frames, ' '));
  }

  /** It says that something is not known. */
  get isIgnorant(): boolean {
    return ignorant.test(this.folded);
  }
}

const ends = /(?<=[.!?…]["')\]”’]*)\s+|(?<=[。！？])|\n+/u;

/** A text's sentences, in their order. */
export function sentencesIn(text: string): Sentence[] {
  return text.split(ends).flatMap((part) => (/\S/.test(part) ? new Sentence(part) : []));
}

/** What is said around a question and is not what it asks: in "Can you tell me …", nobody asks what you can. */
const frames =
  /\b(?:can|could|will|would) you(?: please)?\b|\bdo you (?:still |even )?(?:know|remember|recall|think)\b|\b(?:tell|remind|show|give) me\b|\bdid (?:i|you) (?:ever |not )?(?:tell|say|mention|write)(?: to)?(?: you| me)?\b|\bi (?:told|said|mentioned)(?: to)?(?: you)?\b|\byou (?:told|said|mentioned)(?: to)?(?: me)?\b/g;

const self = /\b(?:i|my|mine|me|myself|we|our|ours|us)\b|[我私僕俺]|(?:^|\s)(?:내|나|저|제)/u;
const other = /\b(?:you|your|yours|yourself)\b|[你您君]|あなた|(?:^|\s)(?:너|네|당신)/u;

function personOf(bare: string): Person {
  const [isSelf, isOther] = [self.test(bare), other.test(bare)];
  if (isSelf === isOther) return 'none';
  return isSelf ? 'self' : 'other';
}

const maker = '(?:tell|give|write|make|sing|read|invent|compose|draw|say|show)';
/** "Tell me a story", "write another poem". */
const request = new RegExp(
  `(?:^|\\b(?:please|you|to|and|now|then|just) )${maker}(?: me| us)?(?: about)? (?:a|an|another|one more|some|something|anything|more|the next)\\b|^(?:please )?(?:write|make|sing|invent|compose|draw|translate|imagine|pretend)\\b`,
);
/** "Shall we play a game?" */
const proposal =
  /^(?:and |so |then )?(?:shall|should|can|could) we\b|^(?:would you|do you want)\b|^let's\b|^(?:how|what) about\b/;
/** "What is a heron?", "What does a heron eat?": the world is asked about. */
const general =
  /^(?:and |so |but )?(?:what|who|how|why|where|when)(?:'s| is| are| was| were| do| does| did| can) (?:a|an)\b/;
const open =
  /^(?:and |so |but |please |now |ok,? |okay,? |hey,? |hello,? |hi,? )*(?:what|whats|who|whos|whom|whose|which|where|wheres|when|whens|why|how)\b/;
const asksToTell =
  /^(?:and |so |but |please |now )*(?:tell|remind|repeat|recall|name|list|say|spell|guess|describe)\b|\b(?:forgot|forget|wonder|want to know|(?:do not|don't|can't|cannot) (?:remember|recall))\b/;
const asksWhether =
  /^(?:and |so |but |please |now )*(?:do|does|did|is|are|am|was|were|have|has|had|can|could|will|would|should|shall|may|might)(?:n't)? (?:i|you|he|she|it|we|they|my|your|his|her|its|our|their|the|this|that|there)\b/;
const openEastAsian = /什么|怎|哪|谁|几|多少|何|誰|どこ|いつ|どの|どれ|なぜ|뭐|무엇|누구|어디|언제/u;
const ignorant =
  /\b(?:not|never|n't|cannot|don't|can't|didn't|haven't|isn't)\b.{0,20}\b(?:know|sure|remember|recall|told|tell|understand|see)\b|\bno idea\b|\bforg[eo]t\b|不知道|不记得|知りません|わかりません|分かりません|覚えていません|모르/;

function kindOf(folded: string): Sentence['kind'] {
  if (request.test(folded) || proposal.test(folded) || general.test(folded)) return 'request';
  if (open.test(folded) || openEastAsian.test(folded)) return 'openQuestion';
  if (asksToTell.test(folded)) return 'openQuestion';
  if (/[?？]["')\]”’]*$/.test(folded) || asksWhether.test(folded)) return 'yesNoQuestion';
  return /[吗呢]$|ですか。?$|ますか。?$/u.test(folded.replace(/[。！]$/, '')) ? 'yesNoQuestion' : 'statement';
}
