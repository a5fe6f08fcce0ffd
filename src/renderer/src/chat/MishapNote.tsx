import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Icon } from '../ui/Icon.tsx';

/** What did not work, in a sentence, near the words that it concerns. */
export function MishapNote() {
  const words = useWords();
  const page = usePage();
  const mishap = usePageState((state) => state.mishap);
  return (
    <div role="alert">
      {mishap && (
        <div className="note mishap">
          <span>{sentenceOf(words, mishap)}</span>
          <button type="button" className="icon-button" aria-label={words.link.dismiss} onClick={page.dismissMishap}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
