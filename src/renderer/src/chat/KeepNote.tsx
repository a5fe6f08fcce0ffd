import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { usePageState, useWords } from '../state/page-context.ts';

/** Words that the core could not store, told where they stand. It is tried again by itself, and goes when that succeeds. */
export function KeepNote() {
  const words = useWords();
  const mishap = usePageState((state) => state.keepMishap);
  return (
    <div role="status">
      {mishap && (
        <div className="note keep-note" data-testid="draft-not-kept">
          {words.composer.notKept(sentenceOf(words, mishap))}
        </div>
      )}
    </div>
  );
}
