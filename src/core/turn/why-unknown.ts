import { type Sentence, sentencesIn } from '../text/sentences.ts';
import { type Word, wordsIn } from '../text/words.ts';

/** A turn by its words. */
export interface SaidTurn {
  readonly id: number;
  readonly user: string;
  /** Empty while there is none. */
  readonly answer: string;
}

/** What was said before a question, as far as it is asked for. */
export interface Talk {
  readonly turnCount: number;
  /** The turns in which a word stands, by its stem: ids, ascending. */
  turnsWith(stem: string): readonly number[];
  turn(turnId: number): SaidTurn | undefined;
  /** It was in the prompt of the answer. */
  isSeen(turnId: number): boolean;
}

/** So much of what a question's words weigh has to be in a turn. */
const LEAST_COVER = 0.6;
/** What is shared must weigh at least as much as one word that is often asked for. */
const LEAST_WEIGHT = 2;
/** A word is rare in a chat as long as no more turns than these have it: a number, and a part of a long chat. */
const RARE_TURNS = 12;
const RARE_PART = 0.05;
const MOST_RARE_TURNS = 60;
/** So many turns are read word by word; what they share is known before. */
const MOST_LOOKED_AT = 12;

/**
 * The turn that the model did not see and that shares the rare words of a question, the newest of those that share most; null
 * where there is none, where a turn that it saw has the same words, and where the answer says what the turn says. A plain
 * measure over words (docs/why-unknown.md): no model is asked.
 */
export function unseenTurnOf(question: string, answer: string, talk: Talk): number | null {
  const asked = askedBy(question, talk);
  if (!asked) return null;
  let best: Match | null = null;
  for (const { turnId, mostWeight } of candidatesFor(asked, talk)) {
    // Those that could weigh more come first.
    if (best && best.userWeight >= mostWeight) break;
    const turn = talk.turn(turnId);
    const match = turn ? matchOf(asked, turn) : null;
    if (match && isBetter(match, best)) best = match;
  }
  if (!best || isInSight(best, asked, talk) || isAnswered(best, answer)) return null;
  return best.turnId;
}

/** Whether a user's words tell enough of what a question asks for by themselves. Every word counts as rare here. */
export function isToldBy(userText: string, question: string): boolean {
  const asked = askedBy(question, { turnCount: 0, turnsWith: () => [] });
  if (!asked) return false;
  const telling = sharingIn(userText, asked).filter((sentence) => tells(sentence, asked));
  return isEnough(weightOf(sharedStems(telling, asked), asked), asked.totalWeight);
}

/** Whether anything in these words asks for something that may have been said. */
export function asksForSomething(text: string): boolean {
  return sentencesIn(text).some(isQuestion);
}

interface Asked {
  /** The rare words of its questions, by stem. */
  readonly weights: ReadonlyMap<string, number>;
  readonly totalWeight: number;
  /** All stems of its questions: what a turn has beyond these it tells. */
  readonly stems: ReadonlySet<string>;
  /** Of "my son's teacher" the teacher: a turn without one tells of somebody else. */
  readonly heads: ReadonlySet<string>;
  readonly person: Sentence['person'];
  /** What the message states besides. */
  readonly stated: ReadonlySet<string>;
}

function isQuestion({ kind }: Sentence): boolean {
  return kind === 'openQuestion' || kind === 'yesNoQuestion';
}

function askedBy(question: string, talk: Pick<Talk, 'turnCount' | 'turnsWith'>): Asked | null {
  const sentences = sentencesIn(question);
  const questions = sentences.filter(isQuestion);
  const weights = new Map<string, number>();
  for (const sentence of questions) {
    for (const [stem, weight] of weightsIn(sentence)) weights.set(stem, Math.max(weight, weights.get(stem) ?? 0));
  }
  const most = Math.min(MOST_RARE_TURNS, Math.max(RARE_TURNS, RARE_PART * talk.turnCount));
  for (const stem of weights.keys()) if (talk.turnsWith(stem).length > most) weights.delete(stem);
  if (Math.max(0, ...weights.values()) < LEAST_WEIGHT) return null;
  return {
    weights,
    totalWeight: [...weights.values()].reduce((sum, weight) => sum + weight, 0),
    stems: stemsOf(questions),
    heads: new Set(questions.flatMap(headsOf).filter((stem) => weights.has(stem))),
    person: questions.find(({ person }) => person !== 'none')?.person ?? 'none',
    stated: stemsOf(sentences.filter((sentence) => sentence.kind === 'statement')),
  };
}

/** Of "which city do I live in?" the city is not what was said: it counts little beside the rest. */
function weightsIn({ words }: Sentence): [string, number][] {
  const carrying = words.filter((word) => word.weight >= LEAST_WEIGHT);
  return words
    .map((word, index): [string, number] => {
      const before = words[index - 1]?.written ?? '';
      const isKindOnly = (before === 'which' || before === 'what') && carrying.some((other) => other !== word);
      return [word.stem, isKindOnly ? Math.min(1, word.weight) : word.weight];
    })
    .filter(([, weight]) => weight > 0);
}

/** The rare words that belong to something else: "my son's teacher", "the roof of my house". */
function headsOf({ words }: Sentence): string[] {
  const heads = words.filter((word, index) => word.weight === 3 && !word.isOwner && ownerOf(words, index) !== null);
  return heads.map((word) => word.stem);
}

function stemsOf(sentences: readonly Sentence[]): Set<string> {
  return new Set(sentences.flatMap(({ words }) => words.map((word) => word.stem)));
}

interface Candidate {
  readonly turnId: number;
  /** What all rare words of the question weigh that stand anywhere in it. */
  readonly mostWeight: number;
}

/** The turns out of sight that have enough of the rare words, those with most of them first, the newer before the older. */
function candidatesFor({ weights, totalWeight }: Asked, talk: Talk): Candidate[] {
  const found = new Map<number, number>();
  for (const [stem, weight] of weights) {
    for (const turnId of talk.turnsWith(stem)) found.set(turnId, (found.get(turnId) ?? 0) + weight);
  }
  return [...found]
    .filter(([turnId, weight]) => isEnough(weight, totalWeight) && !talk.isSeen(turnId))
    .map(([turnId, mostWeight]) => ({ turnId, mostWeight }))
    .sort((one, other) => other.mostWeight - one.mostWeight || other.turnId - one.turnId)
    .slice(0, MOST_LOOKED_AT);
}

function isEnough(weight: number, totalWeight: number): boolean {
  return weight >= LEAST_WEIGHT && weight >= LEAST_COVER * totalWeight;
}

interface Match {
  readonly turnId: number;
  readonly shared: readonly string[];
  readonly weight: number;
  /** The part of it that stands in what the user said. */
  readonly userWeight: number;
  /** What its sentences tell beyond the question. */
  readonly tells: ReadonlySet<string>;
}

function isBetter(match: Match, known: Match | null): boolean {
  if (!known || match.weight !== known.weight) return match.weight > (known?.weight ?? 0);
  return match.userWeight > known.userWeight;
}

function matchOf(asked: Asked, turn: SaidTurn): Match | null {
  const said = sharingIn(turn.user, asked).filter((sentence) => tells(sentence, asked));
  const answered = sharingIn(turn.answer, asked).filter((sentence) => answers(sentence, asked));
  const userStems = sharedStems(said, asked);
  const shared = new Set([...userStems, ...sharedStems(answered, asked)]);
  const weight = weightOf(shared, asked);
  const heaviest = Math.max(...asked.weights.values());
  const hasRarest = [...shared].some((stem) => asked.weights.get(stem) === heaviest);
  const hasHeads = [...asked.heads].every((stem) => shared.has(stem));
  if (!hasRarest || !hasHeads || !isEnough(weight, asked.totalWeight)) return null;
  const telling = [...said, ...answered].filter((sentence) => sharedStems([sentence], asked).size > 0);
  return {
    turnId: turn.id,
    shared: [...shared],
    weight,
    userWeight: weightOf(userStems, asked),
    tells: new Set(telling.flatMap((sentence) => newWords(sentence, asked))),
  };
}

/** The sentences that have a rare word of the question. */
function sharingIn(text: string, { weights }: Asked): Sentence[] {
  return sentencesIn(text).filter(({ words }) => words.some(({ stem }) => weights.has(stem)));
}

function weightOf(stems: Iterable<string>, { weights }: Asked): number {
  return [...stems].reduce((sum, stem) => sum + (weights.get(stem) ?? 0), 0);
}

/** Words of a user that tell something: no request, no open question, and of a question whether only what it adds. */
function tells(sentence: Sentence, asked: Asked): boolean {
  if (sentence.kind === 'request' || sentence.kind === 'openQuestion') return false;
  if (sentence.kind === 'yesNoQuestion' && newWords(sentence, asked).length === 0) return false;
  return asked.person === 'none' || sentence.person === 'none' || sentence.person === asked.person;
}

/** Words of the model that tell something. What is "I" to the one who asks is "you" here. */
function answers(sentence: Sentence, asked: Asked): boolean {
  if (sentence.kind !== 'statement' || sentence.isIgnorant) return false;
  if (asked.person === 'none') return true;
  return sentence.person === (asked.person === 'self' ? 'other' : 'self');
}

function newWords({ words }: Sentence, { stems }: Asked): string[] {
  return words.filter((word) => word.weight === 3 && !stems.has(word.stem)).map((word) => word.stem);
}

/** The rare words that sentences share with the question. In "my dog's name" the name is the dog's, and not mine. */
function sharedStems(sentences: readonly Sentence[], { weights, stems }: Asked): Set<string> {
  const shared = new Set<string>();
  for (const { words } of sentences) {
    words.forEach(({ stem, weight }, index) => {
      const owner = ownerOf(words, index);
      const isAnothers = weight === 2 && owner !== null && !stems.has(owner.stem);
      // An old car is no age.
      const isKind = stem === 'old' && (words[index + 1]?.weight ?? 0) >= LEAST_WEIGHT;
      if (weights.has(stem) && !isAnothers && !isKind) shared.add(stem);
    });
  }
  return shared;
}

/** "my dog's name", "the name of my dog", "my dog is called". */
function ownerOf(words: readonly Word[], index: number): Word | null {
  const before = words[index - 1];
  if (before?.isOwner) return before;
  if (words[index]?.stem === 'call') {
    return words.slice(Math.max(0, index - 3), index).find((word) => word.weight === 3) ?? null;
  }
  if (words[index + 1]?.written !== 'of') return null;
  return words.slice(index + 2, index + 5).find((word) => word.weight > 0) ?? null;
}

/** The model saw the same words: in a turn, or in the message itself. */
function isInSight({ shared }: Match, asked: Asked, talk: Talk): boolean {
  const { weights, stated } = asked;
  const carrying = shared.filter((stem) => (weights.get(stem) ?? 0) >= LEAST_WEIGHT);
  if (carrying.every((stem) => stated.has(stem))) return true;
  const [first, ...others] = carrying.map((stem) => talk.turnsWith(stem).filter((turnId) => talk.isSeen(turnId)));
  const both = (first ?? []).filter((turnId) => others.every((turnIds) => turnIds.includes(turnId)));
  // Another try of its answer may have had them.
  return both.some((turnId) => {
    const turn = talk.turn(turnId);
    const stems = new Set(turn ? wordsIn(`${turn.user}\n${turn.answer}`).map((word) => word.stem) : []);
    return carrying.every((stem) => stems.has(stem)) && !(turn && onlyAsks(turn, asked));
  });
}

/** The question was asked before and not answered: whatever its words are, they told the model nothing. */
function onlyAsks({ user, answer }: SaidTurn, asked: Asked): boolean {
  const isAsking = (sentence: Sentence) => isQuestion(sentence) && newWords(sentence, asked).length === 0;
  return sharingIn(user, asked).every(isAsking) && sharingIn(answer, asked).every(({ isIgnorant }) => isIgnorant);
}

/** It says a rare word of what the turn tells: so it did know, or guessed right. */
function isAnswered({ tells }: Match, answer: string): boolean {
  const said = sentencesIn(answer).filter((sentence) => sentence.kind === 'statement' && !sentence.isIgnorant);
  return said.some(({ words }) => words.some((word) => word.weight === 3 && tells.has(word.stem)));
}
