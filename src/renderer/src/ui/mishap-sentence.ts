import type { FailureView } from '../../../shared/views.ts';
import type { Words } from '../../../shared/words/words.ts';

/** The catalogue's sentence for an error's code, or the core's own when the catalogue has none. */
export function mishapSentence(words: Words, mishap: FailureView): string {
  const known = Object.hasOwn(words.errors, mishap.code) ? words.errors[mishap.code] : undefined;
  return known ? known(mishap.details ?? {}) : mishap.sentence;
}
