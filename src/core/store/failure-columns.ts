import type { FailureView } from '../../shared/views.ts';
import { toWellFormed } from '../text/well-formed.ts';

/** The columns of a message's failure; all NULL when it did not fail. */
export interface FailureRow {
  readonly failure_code: string | null;
  readonly failure_sentence: string | null;
  readonly failure_details: string | null;
}

type Details = NonNullable<FailureView['details']>;

/** Values for @-parameters of the same names. */
export function failureToParameters(failure: FailureView | null) {
  return {
    failureCode: failure?.code ?? null,
    failureSentence: failure ? toWellFormed(failure.sentence) : null,
    failureDetails: failure?.details ? JSON.stringify(failure.details) : null,
  };
}

export function rowToFailure(row: FailureRow): FailureView | null {
  if (row.failure_code === null) return null;
  const details = readDetails(row.failure_details);
  return { code: row.failure_code, sentence: row.failure_sentence ?? '', ...(details && { details }) };
}

/** The texts and numbers in it. Anything else, and what is no record at all, says nothing: the sentence stands without. */
function readDetails(text: string | null): Details | null {
  if (text === null) return null;
  try {
    const record: unknown = JSON.parse(text);
    if (typeof record !== 'object' || record === null || Array.isArray(record)) return null;
    const isDetail = ([, value]: [string, unknown]) => typeof value === 'string' || typeof value === 'number';
    return Object.fromEntries(Object.entries(record).filter(isDetail)) as Details;
  } catch {
    return null;
  }
}
