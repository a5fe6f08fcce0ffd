import type { ErrorDetails } from '../shared/errors.ts';
import { CoreError } from '../shared/wire.ts';

/**
 * Whether an error says that memory could not be had: as V8 says it of a buffer, and as onnxruntime and the C++ library below
 * it say it of theirs.
 */
export function isOutOfMemory(error: unknown): boolean {
  const message = error instanceof Error ? error.message : String(error);
  return /allocation failed|bad_?alloc|failed to allocate|(?:out of|cannot allocate|not enough) memory|ENOMEM/i.test(
    message,
  );
}

/**
 * Does `work`; when there is no memory for it, throws CoreError `notEnoughMemory`, which says what the memory was for.
 */
export async function tellingOutOfMemory<Result>(
  purpose: ErrorDetails['notEnoughMemory']['purpose'],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isOutOfMemory(error) || error instanceof CoreError) throw error;
    throw new CoreError('notEnoughMemory', { purpose });
  }
}
