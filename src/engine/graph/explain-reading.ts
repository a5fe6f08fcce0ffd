import { basename } from 'node:path';
import { CoreError } from '../../shared/wire.ts';

/** What the system says of a file of somebody's is no bug. */
export function explainReading(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (error instanceof CoreError || path === undefined || !/^E[A-Z0-9]+$/.test(String(code))) return error;
  const of = { file: basename(path), path };
  const isDenied = code === 'EACCES' || code === 'EPERM';
  if (isDenied) return new CoreError('badModel', { ...of, reason: 'notAllowed' });
  return new CoreError('badModel', { ...of, reason: 'notReadable', cause: String(code) });
}
