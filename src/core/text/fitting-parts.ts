import type { Tokenizer } from './tokenizer.ts';
import { toWellFormed } from './well-formed.ts';

/** How many UTF-16 units of a text's beginning, and of its end, are few enough tokens; null: not one character is. */
export interface FittingParts {
  readonly start: number | null;
  readonly end: number | null;
}

export interface FittingNeeds {
  /** The text's ids, without the white space around it. */
  readonly ids: readonly number[];
  /** The most ids of a part, without the white space around that. */
  readonly mostTokens: number;
  readonly tokenizer: Tokenizer;
}

/** So many single characters are tried around the first guess; behind that, a tenth at a time is let go of. */
const MOST_STEPS = 64;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The longest parts of a text that fit, cut between characters as people count them (graphemes). Where the text of the first or last
 * ids ends is the first guess; but what is cut out of a text has other ids than it had in there, so that each part is encoded and
 * counted. With one character more it does not fit, unless it could be made longer by more than 64. The work grows with the part,
 * not with the text.
 */
export function fittingParts(text: string, needs: FittingNeeds): FittingParts {
  const whole = toWellFormed(text);
  const { ids, mostTokens, tokenizer } = needs;
  if (mostTokens < 1) return { start: null, end: null };
  const borders = bordersOf(whole);
  const fits = (part: string) => tokenizer.encode(part.trim()).length <= mostTokens;
  const leading = whole.length - whole.trimStart().length;
  const trailing = whole.length - whole.trimEnd().length;
  const firstText = tokenizer.decode(ids.slice(0, mostTokens));
  const lastText = tokenizer.decode(ids.slice(-mostTokens));
  const start = longestFitting(whole.length, {
    guess: leading + firstText.length,
    fits: (length) => fits(whole.slice(0, length)),
    atMost: borders.before,
    longer: (length) => borders.after(length),
  });
  const end = longestFitting(whole.length, {
    guess: trailing + lastText.length,
    fits: (length) => fits(whole.slice(whole.length - length)),
    atMost: (length) => whole.length - borders.notBefore(whole.length - length),
    longer: (length) => whole.length - borders.before(whole.length - length - 1),
  });
  return {
    start: whole.slice(0, start).trim() === '' ? null : start,
    end: whole.slice(whole.length - end).trim() === '' ? null : end,
  };
}

interface Search {
  /** About how long the part is. */
  readonly guess: number;
  readonly fits: (length: number) => boolean;
  /** The longest part of at most this length that ends between characters. */
  readonly atMost: (length: number) => number;
  /** The part with one character more. */
  readonly longer: (length: number) => number;
}

function longestFitting(most: number, { guess, fits, atMost, longer }: Search): number {
  let length = atMost(Math.min(guess, most));
  for (let step = 0; length > 0 && !fits(length); step++) {
    length = atMost(step < MOST_STEPS ? length - 1 : Math.floor(0.9 * length));
  }
  for (let step = 0; step < MOST_STEPS && length < most; step++) {
    const next = longer(length);
    if (!fits(next)) break;
    length = next;
  }
  return length;
}

/** Where characters begin and end in a text: at 0, at its end, and between graphemes. */
function bordersOf(text: string) {
  const segments = graphemes.segment(text);
  const isInside = (index: number) => index > 0 && index < text.length;
  const startOf = (index: number) => segments.containing(index)?.index ?? 0;
  const endOf = (index: number) => startOf(index) + (segments.containing(index)?.segment.length ?? 0);
  return {
    before: (index: number) => (isInside(index) ? startOf(index) : Math.max(0, Math.min(index, text.length))),
    notBefore: (index: number) => {
      if (!isInside(index)) return Math.max(0, Math.min(index, text.length));
      return startOf(index) === index ? index : endOf(index);
    },
    after: (index: number) => (index >= text.length ? text.length : endOf(index)),
  };
}
