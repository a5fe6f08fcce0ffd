import { useEffect, useRef } from 'react';
import { useWords } from '../state/page-context.ts';
import { ComingProgress } from './ComingProgress.tsx';
import { useComing, useModelsPlace, useObserved } from './models-context.ts';
import { useFocusKept } from './use-focus-kept.ts';
import './model-progress.css';

/** The model that is on its way, whichever page asked for it: how far that is, and how it is ended. */
export function Coming() {
  const coming = useComing();
  const kept = useFocusKept(() => document.getElementById('models-here'));
  return <div {...kept}>{coming && <ComingCard coming={coming} />}</div>;
}

type ComingOnPage = NonNullable<ReturnType<typeof useComing>>;

function ComingCard({ coming: { name, progress } }: { readonly coming: ComingOnPage }) {
  const { coming: words } = useWords().models;
  const { models, bring, hub } = useModelsPlace();
  const turnedAway = useObserved(bring.state, (state) => (state.step?.type === 'coming' ? state.turnedAway : null));
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    // What was pressed for it is gone.
    if (document.activeElement === document.body) card.current?.focus();
  }, []);
  const cancel = () => {
    if (!bring.cancel() && !hub.cancel()) models.cancelComing();
  };
  return (
    <section
      ref={card}
      className="model-card model-coming"
      tabIndex={-1}
      data-testid="model-arriving"
      data-step={progress?.step}
      aria-labelledby="coming"
    >
      <div className="model-head">
        <h2 id="coming">{words.title(name)}</h2>
        <button
          type="button"
          className="button quiet small"
          data-testid="model-cancel"
          aria-label={words.cancelNamed(name)}
          onClick={cancel}
        >
          {words.cancel}
        </button>
      </div>
      <ComingProgress progress={progress} />
      <p role="status" className="models-hint" data-testid="model-turned-away">
        {turnedAway !== null && words.turnedAway(turnedAway)}
      </p>
    </section>
  );
}
