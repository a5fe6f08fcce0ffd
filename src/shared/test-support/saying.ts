import { en } from '../words/en.ts';
import { sentenceOf, type Told } from '../words/sentence-of.ts';

/**
 * Matches an error, or what is told of one, whose English sentence holds these words: `toThrow(saying('is full'))`,
 * `toEqual(saying(/full/))`.
 */
export function saying(words: string | RegExp) {
  return {
    asymmetricMatch: (told: unknown) => {
      if (typeof told !== 'object' || told === null || !('code' in told)) return false;
      const sentence = sentenceOf(en, told as Told);
      return typeof words === 'string' ? sentence.includes(words) : words.test(sentence);
    },
    toString: () => `saying ${words}`,
  };
}
