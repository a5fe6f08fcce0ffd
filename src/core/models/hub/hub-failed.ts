import type { ErrorDetails } from '../../../shared/errors.ts';
import { CoreError } from '../../../shared/wire.ts';

export type HubProblem = ErrorDetails['hubFailed'];

/** The error that says why a model cannot be fetched. */
export function hubFailed(problem: HubProblem): CoreError {
  return new CoreError('hubFailed', problem);
}

/** Why it is, where it is one of these; else null. */
export function hubReasonOf(error: unknown): HubProblem['reason'] | null {
  if (!(error instanceof CoreError) || error.code !== 'hubFailed') return null;
  return error.details?.reason as HubProblem['reason'];
}
