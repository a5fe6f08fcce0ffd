import { CoreError } from '../shared/wire.ts';

/**
 * Whether an error says that memory could not be had: as V8 says it of a buffer, and as onnxruntime and the C++ library below
 * it say it of theirs.
 */
export function isOutOfMemory(error: unknown): boolean {
  const message = error instanceof Error ? error.message : String(error);
  return /allocation failed|bad_?alloc|failed to allocate|out of memory|cannot allocate|not enough memory|ENOMEM/i.test(
    message,
  );
}

/** The same error, or, when it says that memory could not be had, `notEnoughMemory` with what the memory was for. */
export function tellOutOfMemory(error: unknown, purpose: string): unknown {
  if (!isOutOfMemory(error) || error instanceof CoreError) return error;
  return new CoreError('notEnoughMemory', `There is not enough memory free for ${purpose}.`);
}
