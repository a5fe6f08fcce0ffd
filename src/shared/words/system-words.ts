import { chooseWords } from './catalogues.ts';
import type { Words } from './words.ts';

/** What is said on a terminal, in the language of the system. */
export function systemWords(): Words {
  return chooseWords([Intl.DateTimeFormat().resolvedOptions().locale]);
}
