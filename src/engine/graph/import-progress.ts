import type { OnBytes } from './file-hash.ts';

/** How far an import is: bytes of the step that are done, of all that it has. */
export type OnImportProgress = (progress: ImportStepProgress) => void;

export interface ImportStepProgress {
  readonly step: 'checking' | 'converting' | 'trying';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** Adds bytes up and tells of each. Small files are not in the total: it is not gone beyond. */
export function countedBytes(
  step: ImportStepProgress['step'],
  totalBytes: number,
  onProgress: OnImportProgress,
): OnBytes {
  let doneBytes = 0;
  return (bytes) => {
    doneBytes = Math.min(totalBytes, doneBytes + bytes);
    onProgress({ step, doneBytes, totalBytes });
  };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
