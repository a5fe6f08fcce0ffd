import { describe, expect, it } from 'vitest';
import { failureToParameters, rowToFailure } from './failure-columns.ts';

const stored = (code: string, sentence: string | null, details: string | null) =>
  rowToFailure({ failure_code: code, failure_sentence: sentence, failure_details: details });

describe('a failure', () => {
  it('is stored as its code and details, without a sentence', () => {
    const failure = { code: 'diskFull', details: { file: 'a.sqlite', freeBytes: 7 } } as const;
    const { failureCode, failureDetails, ...rest } = failureToParameters(failure);
    expect(rest).toEqual({});
    expect(stored(failureCode as string, null, failureDetails)).toEqual(failure);
    expect(failureToParameters({ code: 'engineEnded' })).toEqual({ failureCode: 'engineEnded', failureDetails: null });
    expect(failureToParameters(null)).toEqual({ failureCode: null, failureDetails: null });
  });

  it('of any length is stored with the beginning of what was said', () => {
    const { failureDetails } = failureToParameters({ code: 'internal', details: { reason: '長'.repeat(100_000) } });
    expect(stored('internal', null, failureDetails)).toEqual({
      code: 'internal',
      details: { reason: `${'長'.repeat(999)}…` },
    });
  });

  it('that was stored earlier is told by its code where there are words for that, else by its own sentence', () => {
    expect(stored('engineEnded', 'The engine ended.', null)).toEqual({ code: 'engineEnded' });
    const told = (sentence: string) => ({ code: 'toldEarlier', details: { sentence } });
    expect(stored('meltdown', 'It melted.', '{"celsius": 90}')).toEqual(told('It melted.'));
    // Before details were stored, or of another kind.
    expect(stored('notEnoughMemory', 'There is too little.', null)).toEqual(told('There is too little.'));
    expect(stored('badModel', 'It is cut short.', '{"reason": "it is cut short."}')).toEqual(told('It is cut short.'));
    expect(stored('notEnoughMemory', 'There is too little.', 'no json')).toEqual(told('There is too little.'));
    expect(stored('meltdown', null, null)).toEqual(told('meltdown'));
  });
});
