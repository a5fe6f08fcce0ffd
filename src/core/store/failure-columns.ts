import { type AnyDetails, isKnownFailure } from '../../shared/errors.ts';
import type { FailureView } from '../../shared/views.ts';
import { shortDetails } from '../short-details.ts';

/**
 * The columns of a message's failure; all NULL when it did not fail. Earlier versions stored a sentence as well: it is told
 * where this version has no words for the code and its details.
 */
export interface FailureRow {
  readonly failure_code: string | null;
  readonly failure_sentence: string | null;
  readonly failure_details: string | null;
}

/** Values for @-parameters of the same names. */
export function failureToParameters(failure: FailureView | null) {
  return {
    failureCode: failure?.code ?? null,
    failureDetails: failure?.details ? JSON.stringify(shortDetails(failure.details)) : null,
  };
}

export function rowToFailure(row: FailureRow): FailureView | null {
  if (row.failure_code === null) return null;
  const details = readDetails(row.failure_details) ?? undefined;
  const code: string = row.failure_code;
  if (isKnownFailure(code, details)) return { code, ...(details && { details }) };
  const sentence = row.failure_sentence ?? code;
  return { code: 'toldEarlier', details: { sentence } };
}

/** The texts and numbers in it. Anything else, and what is no record at all, says nothing. */
function readDetails(text: string | null): AnyDetails | null {
  if (text === null) return null;
  try {
    const record: unknown = JSON.parse(text);
    if (typeof record !== 'object' || record === null || Array.isArray(record)) return null;
    const isDetail = ([, value]: [string, unknown]) => typeof value === 'string' || typeof value === 'number';
    return Object.fromEntries(Object.entries(record).filter(isDetail)) as AnyDetails;
  } catch {
    return null;
  }
}
