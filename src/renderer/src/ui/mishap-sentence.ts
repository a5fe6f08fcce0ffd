import type { FailureView } from '../../../shared/views.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import type { Words } from '../../../shared/words/words.ts';

/** The catalogue's sentence for what did not work. */
export function mishapSentence(words: Words, mishap: FailureView): string {
  return sentenceOf(words, mishap);
}
