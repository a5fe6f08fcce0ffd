import { useEffect, useRef } from 'react';
import { useWords } from '../state/page-context.ts';
import { ComingProgress } from './ComingProgress.tsx';
import { useComing, useModelsPlace } from './models-context.ts';
import './model-progress.css';

/** The model that is on its way, whichever page asked for it: how far that is, and how it is ended. */
export function Coming() {
  const { coming: words } = useWords().models;
  const { models, bring, hub } = useModelsPlace();
  const coming = useComing();
  const card = useRef<HTMLElement>(null);
  const isThere = coming !== null;
  useEffect(() => {
    // What was pressed for it is gone.
    if (isThere && document.activeElement === document.body) card.current?.focus();
  }, [isThere]);
  if (!coming) return null;
  const cancel = () => {
    if (!bring.cancel() && !hub.cancel()) models.cancelComing();
  };
  return (
    <section
      ref={card}
      className="model-card model-coming"
      tabIndex={-1}
      data-testid="model-arriving"
      data-step={coming.progress?.step}
      aria-labelledby="coming"
    >
      <div className="model-head">
        <h2 id="coming">{words.title(coming.name)}</h2>
        <button
          type="button"
          className="button quiet small"
          data-testid="model-cancel"
          aria-label={words.cancelNamed(coming.name)}
          onClick={cancel}
        >
          {words.cancel}
        </button>
      </div>
      <ComingProgress progress={coming.progress} />
    </section>
  );
}
