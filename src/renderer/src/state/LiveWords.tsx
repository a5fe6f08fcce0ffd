import { type ReactNode, useLayoutEffect } from 'react';
import { wordsFor } from '../../../shared/words/catalogues.ts';
import { usePageState, WordsContext } from './page-context.ts';

/** Gives the words of the language that is set to whatever is shown inside; when another is set, all of them at once. */
export function LiveWords({ children }: { readonly children: ReactNode }) {
  const language = usePageState((state) => state.settings.language);
  const words = wordsFor(language, navigator.languages);
  useLayoutEffect(() => {
    document.documentElement.lang = words.languageTag;
    document.documentElement.dir = words.direction;
  }, [words]);
  return <WordsContext value={words}>{children}</WordsContext>;
}
