import type { Usage } from '../../../shared/views.ts';

/**
 * By how many tokens what the gauge names is too long. A draft that is too long even alone is measured alone; otherwise
 * what has to stay beside it counts.
 */
export function namedOverByTokens({ sending, draftTokens, limitTokens }: Usage): number {
  if (sending.type !== 'cannotFit') return 0;
  return sending.cause === 'draft' ? draftTokens - limitTokens : sending.overByTokens;
}
