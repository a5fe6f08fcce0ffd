import { useState } from 'react';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { shellKind } from '../connect.ts';
import { isOfMemory } from '../models/is-of-memory.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';

/** What can be done about an engine that failed: another model, the same once more, and what to send to somebody who can help. */
export function WaysOut() {
  const { link: words, models } = useWords();
  const page = usePage();
  const engine = usePageState((state) => state.engine);
  const isOther = usePageState((state) => state.modelSource !== 'bundled');
  if (engine.type !== 'failed') return null;
  return (
    <span className="ways-out">
      {isOther && (
        <button type="button" className="button small" onClick={() => void page.takeBundledModel()}>
          {words.useBundled}
        </button>
      )}
      {engine.code === 'badModel' && shellKind() === 'electron' && (
        <button type="button" className="button small quiet" onClick={() => void page.chooseModelFolder()}>
          {words.chooseFolder}
        </button>
      )}
      {isOfMemory(engine) && (
        <button
          type="button"
          className="button small quiet"
          data-testid="engine-load-anyway"
          onClick={() => void page.loadAnyway()}
        >
          {models.cards.loadAnyway}
        </button>
      )}
      <button
        type="button"
        className={isOther ? 'button small quiet' : 'button small'}
        onClick={() => void page.restartEngine()}
      >
        {words.tryAgain}
      </button>
      <CopyDetails />
    </span>
  );
}

/** For a report: the sentence, what it was made of, and the version. */
function CopyDetails() {
  const words = useWords();
  const engine = usePageState((state) => state.engine);
  const version = usePageState((state) => state.version);
  const [isCopied, setCopied] = useState(false);
  if (engine.type !== 'failed') return null;
  const copy = async () => {
    const { code, details } = engine;
    const report = JSON.stringify({ palimpsest: version, code, details }, null, 2);
    await navigator.clipboard.writeText(`${sentenceOf(words, engine)}\n\n${report}\n`);
    setCopied(true);
  };
  return (
    <button
      type="button"
      className="text-button"
      // Where the clipboard is refused the words stay as they are: the sentence can be selected.
      onClick={() => void copy().catch(() => setCopied(false))}
    >
      {isCopied ? words.link.copied : words.link.copyDetails}
    </button>
  );
}
