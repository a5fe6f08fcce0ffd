import { en } from './en.ts';
import { pseudoTag, pseudoWords } from './pseudo.ts';
import type { Words } from './words.ts';

/** Every language there is; the first is taken when none fits. */
const catalogues: readonly Words[] = [en];

let pseudo: Words | undefined;

/** The catalogue for the first of `languages` (BCP 47 tags, as the browser lists them) that there is one for. */
export function chooseWords(languages: readonly string[]): Words {
  for (const language of languages) {
    const found =
      catalogues.find((words) => words.languageTag === language) ??
      catalogues.find((words) => words.languageTag === language.split('-')[0]);
    if (found) return found;
  }
  return en;
}

/**
 * The catalogue for the setting `language`: one that is named by its tag, or, for "system" and where there is none of that
 * name, for the first of the system's languages that there is one for. The same object each time.
 */
export function wordsFor(setting: string, systemLanguages: readonly string[]): Words {
  if (setting === pseudoTag) {
    pseudo ??= pseudoWords(en);
    return pseudo;
  }
  return chooseWords(setting === 'system' ? systemLanguages : [setting, ...systemLanguages]);
}
