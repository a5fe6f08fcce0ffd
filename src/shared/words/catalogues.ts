import { en } from './en.ts';
import type { Words } from './words.ts';

/** Every language there is; the first is taken when none fits. */
const catalogues: readonly Words[] = [en];

/** The catalogue for the first of `languages` (BCP 47 tags, as the browser lists them) that there is one for. */
export function chooseWords(languages: readonly string[]): Words {
  for (const language of languages) {
    const primary = language.split('-')[0];
    const found = catalogues.find((words) => words.languageTag === language || words.languageTag === primary);
    if (found) return found;
  }
  return en;
}
