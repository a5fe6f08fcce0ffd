import type { FailureView } from '../../../shared/views.ts';

/** A model was refused because it seems to need more memory than there is: it can be taken anyway. */
export function isOfMemory({ code, details }: FailureView): boolean {
  return code === 'badModel' && details?.reason === 'largerThanMemory';
}
