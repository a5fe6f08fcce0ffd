import fc from 'fast-check';
import type { FormName, UsedForm } from '../../shared/chat-form-view.ts';
import type { LostBecause, Receipt } from '../../shared/receipt-view.ts';
import type { AnswerSettings, ForgettingTelling, WindowPolicy } from '../../shared/settings.ts';

/** Any name of a union: one that is missing here does not compile, for it would never be drawn. */
export function anyOf<Name extends string>(names: Readonly<Record<Name, true>>): fc.Arbitrary<Name> {
  return fc.constantFrom(...(Object.keys(names) as Name[]));
}

const anyPolicy = anyOf<WindowPolicy>({ dropOldest: true, keepFirst: true, neverForget: true });
const anyTelling = anyOf<ForgettingTelling>({ show: true, ask: true, silent: true });
const anyLostBecause = anyOf<LostBecause>({
  ...{ windowMoved: true, turnsChanged: true, askedAgain: true, unanswered: true, otherBranch: true },
  ...{ modelChanged: true, formChanged: true, engineRestarted: true, evicted: true },
});
const anyEnd = anyOf<Receipt['endedBy']>({ endToken: true, length: true, stopText: true, user: true, failure: true });

const count = fc.nat();
const unmeasuredCount = fc.option(count);
/** As large as a file may say. SQLite knows no negative zero. */
const figure = fc.double({ min: 0, max: 8.64e15, noNaN: true }).map((drawn) => drawn + 0);
const unmeasuredFigure = fc.option(figure);
const shortText = fc.string({ unit: 'binary', maxLength: 8 });

/** What an answer was made with; its seed is the answer's own. */
export const anySampling: fc.Arbitrary<AnswerSettings> = fc.record({
  isGreedy: fc.boolean(),
  temperature: figure,
  topK: count,
  topP: figure,
  repetitionPenalty: figure,
  seed: unmeasuredCount,
  maxReplyTokens: count,
  stopTexts: fc.array(shortText, { maxLength: 3 }),
  policy: anyPolicy,
  telling: anyTelling,
  usedWindowTokens: unmeasuredCount,
});

/** What it cost, without what it was made with. */
export const anyCost: fc.Arbitrary<Omit<Receipt, 'sampling' | 'seed'>> = fc.record({
  reusedTokens: count,
  preparedTokens: unmeasuredCount,
  sharedTokens: unmeasuredCount,
  prefilledTokens: count,
  unreadTokens: unmeasuredCount,
  rereadTokens: unmeasuredCount,
  decodedTokens: count,
  takenOverTokens: count,
  decodeSteps: unmeasuredCount,
  prefillMs: figure,
  firstTokenMs: unmeasuredFigure,
  decodeMs: figure,
  tokensPerSecond: unmeasuredFigure,
  provider: shortText,
  precision: shortText,
  cacheTokens: count,
  cacheBytes: count,
  cacheHeldBytes: count,
  lostTokens: count,
  lostBecause: fc.option(anyLostBecause),
  endedBy: anyEnd,
});

/** How its prompt was written. */
export const anyUsedForm: fc.Arbitrary<UsedForm> = fc.record({
  name: anyOf<FormName>({ endOfText: true, userAssistant: true, continuation: true, own: true }),
  template: fc.record({ opening: shortText, turn: shortText, stopTexts: fc.array(shortText, { maxLength: 3 }) }),
  ...{ openingTokens: count, questionTokens: count, answerTokens: count },
});
