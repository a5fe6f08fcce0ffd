import type { Words } from '../../../shared/words/words.ts';
import type { Mishap } from '../state/page-state.ts';

/** The catalogue's sentence for an error's code, or the core's own when the catalogue has none. */
export function mishapSentence(words: Words, mishap: Pick<Mishap, 'code' | 'sentence'> & Partial<Mishap>): string {
  const known = Object.hasOwn(words.errors, mishap.code) ? words.errors[mishap.code] : undefined;
  return known ? known(mishap.details ?? {}) : mishap.sentence;
}
