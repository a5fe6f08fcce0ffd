import { type AnyDetails, isKnownFailure } from '../errors.ts';
import type { Words } from './words.ts';

/** What a sentence is made of: an error, or what is told of one. */
export interface Told {
  readonly code: string;
  readonly details?: AnyDetails | undefined;
}

/** The catalogue's sentence for what went wrong. A code or details that this version does not know are told as they are. */
export function sentenceOf(words: Pick<Words, 'errors' | 'unknownError'>, { code, details = {} }: Told): string {
  if (!isKnownFailure(code, details)) return words.unknownError(code);
  const known = words.errors[code] as SentenceMaker | Readonly<Record<string, SentenceMaker>>;
  if (typeof known === 'function') return known(details);
  return (known[String(details.reason)] as SentenceMaker)(details);
}

type SentenceMaker = (details: AnyDetails) => string;
