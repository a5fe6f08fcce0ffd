import { CoreError } from '../shared/wire.ts';

/** A chat that was never there, was deleted, or is gone for good. */
export function noSuchChat(): CoreError {
  return new CoreError('noSuchChat');
}
