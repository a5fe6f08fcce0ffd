import type { ErrorDetails } from '../../shared/errors.ts';
import { CoreError } from '../../shared/wire.ts';

/** Why a file is not imported. */
export function refused(details: ErrorDetails['badImport']): CoreError {
  return new CoreError('badImport', details);
}
