import { describe, expect, it } from 'vitest';
import {
  type AskedAgainCase,
  askedAgainSilentCases,
  askedAgainSpokenCases,
} from '../test-support/asked-again-why-unknown-cases.ts';
import { laterSilentCases, laterSpokenCases, type ShortCase } from '../test-support/more-why-unknown-cases.ts';
import { strangersSilentCases, strangersSpokenCases } from '../test-support/strangers-why-unknown-cases.ts';
import { silentCases, spokenCases, type WhyUnknownCase } from '../test-support/why-unknown-cases.ts';
import { wordsIn } from '../text/words.ts';
import { isToldBy, type Talk, unseenTurnOf } from './why-unknown.ts';

/** Turns are numbered from 1. */
function talkOf({ turns }: Pick<WhyUnknownCase, 'turns'>): Talk {
  const stems = turns.map(({ user, answer }) => new Set(wordsIn(`${user}\n${answer ?? ''}`).map((word) => word.stem)));
  return {
    turnCount: turns.length,
    turnsWith: (stem) => stems.flatMap((of, index) => (of.has(stem) ? [index + 1] : [])),
    turn: (turnId) => {
      const turn = turns[turnId - 1];
      return turn && { id: turnId, user: turn.user, answer: turn.answer ?? '' };
    },
    isSeen: (turnId) => turns[turnId - 1]?.place === 'inside',
  };
}

function namedIn(talk: WhyUnknownCase): number | null {
  const turnId = unseenTurnOf(talk.question, talk.answer ?? "I don't know.", talkOf(talk));
  return turnId === null ? null : turnId - 1;
}

describe('what is said of a turn that was not seen', () => {
  it.each(silentCases)('says nothing: $about', (talk) => {
    expect(namedIn(talk)).toBeNull();
  });

  it.each(spokenCases)('names the turn: $about', (talk) => {
    expect(namedIn(talk)).toBe(talk.names);
  });
});

/** Something was said out of sight, small talk in sight. */
function shortTalk({ said, question, answered = 'I see.', seen, answer }: ShortCase): WhyUnknownCase {
  const turns: WhyUnknownCase['turns'] = [
    { user: said, answer: answered, place: 'outside' },
    { user: 'It is raining here.', answer: 'Then stay inside.', place: 'inside' },
    ...(seen === undefined ? [] : [{ user: seen, answer: 'I see.', place: 'inside' as const }]),
  ];
  return { about: question, turns, question, ...(answer === undefined ? {} : { answer }), names: null };
}

describe('the same on talks that were written after the measure', () => {
  it.each([...laterSilentCases, ...strangersSilentCases])('says nothing: $said $question', (talk) => {
    expect(namedIn(shortTalk(talk))).toBeNull();
  });

  it.each([...laterSpokenCases, ...strangersSpokenCases])('names the turn: $said $question', (talk) => {
    expect(namedIn(shortTalk(talk))).toBe(0);
  });
});

describe('a question that was asked before', () => {
  const asked = (answer: string): WhyUnknownCase => ({
    about: 'a name',
    turns: [
      { user: 'Hello! My name is Ada.', answer: 'I see.', place: 'outside' },
      { user: 'What is my name?', answer, place: 'inside' },
    ],
    question: 'What is my name?',
    names: 0,
  });

  it.each(["I don't know your name yet.", 'You are 41.', 'Tell me more.'])('told the model nothing: %s', (answer) => {
    expect(namedIn(asked(answer))).toBe(0);
  });

  it('told it something where its answer did', () => {
    expect(namedIn(asked('Your name is Sam.'))).toBeNull();
  });
});

/** Something was said out of sight, and a turn in sight has the same words. */
function againTalk({ said, inSight: [user, answer], question }: AskedAgainCase): WhyUnknownCase {
  const turns: WhyUnknownCase['turns'] = [
    { user: said, answer: 'I see.', place: 'outside' },
    { user, answer, place: 'inside' },
  ];
  return { about: question, turns, question, names: 0 };
}

/** As the cases were written they count: three of the forty are wrong (docs/why-unknown.md), and no other may become so. */
describe('a turn in sight with the same words', () => {
  it('that only asked is no reason to be silent', () => {
    const missed = askedAgainSpokenCases.filter((talk) => namedIn(againTalk(talk)) !== 0);
    expect(missed.map(({ said }) => said)).toEqual(['The gate code is 4711.', 'My cousin moved to Lisbon.']);
  });

  it('that told is one', () => {
    const missed = askedAgainSilentCases.filter((talk) => namedIn(againTalk(talk)) !== null);
    expect(missed.map(({ said }) => said)).toEqual(['The captain is called Orla.']);
  });
});

describe('who told it', () => {
  it.each([
    ['Hello! My name is Ada.', 'What is my name?', true],
    ['我叫小明。', '我叫什么名字？', true],
    ['Tell me a story about a dragon.', "What was the dragon's name?", false],
    ['What is the capital of France?', 'Which capital is Paris?', false],
    ['My dog is brown.', 'What is my name?', false],
  ])('“%s”, asked “%s”: the user %s', (said, question, isTold) => {
    expect(isToldBy(said, question)).toBe(isTold);
  });
});
