import type { ErrorCode } from './errors.ts';

const codes: readonly ErrorCode[] = ['newerStore', 'damagedStore', 'strayLog', 'notReadable', 'locked'];

/** Whether another data folder is a way out of an error. */
export function isOfDataFolder(code: string): boolean {
  return codes.some((known) => known === code);
}
