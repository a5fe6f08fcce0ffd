import type { ComingModel, ModelProgress } from '../../../shared/models-view.ts';
import { useWords } from '../state/page-context.ts';
import { useModels } from './models-context.ts';

/** A model that is on its way: what is done with it, how far that is, and how long it takes. */
export function ComingCard({ coming }: { readonly coming: ComingModel }) {
  const { coming: words } = useWords().models;
  const models = useModels();
  const { step, doneBytes, totalBytes } = coming.progress;
  const share = shareOf(coming.progress);
  return (
    <section className="model-card model-coming" data-testid="model-coming" data-step={step} aria-labelledby="coming">
      <div className="model-head">
        <h3 id="coming">{words.title(coming.name)}</h3>
        <button
          type="button"
          className="button quiet small"
          data-testid="model-cancel"
          aria-label={words.cancelNamed(coming.name)}
          onClick={() => models.cancelComing()}
        >
          {words.cancel}
        </button>
      </div>
      <p className="model-does">{words.step[step]}</p>
      <progress
        className="model-progress"
        max={1}
        {...(share !== null && { value: share })}
        aria-label={words.step[step]}
        aria-valuetext={words.bytes(doneBytes, totalBytes)}
      />
      <ProgressLine progress={coming.progress} />
      {/* Told at each tenth only: a number that runs is noise to who hears it. */}
      <div className="visually-hidden" role="status">
        {words.said(step, Math.floor((share ?? 0) * 10))}
      </div>
    </section>
  );
}

function ProgressLine({ progress }: { readonly progress: ModelProgress }) {
  const { coming: words } = useWords().models;
  const { doneBytes, totalBytes, bytesPerSecond, remainingMs } = progress;
  return (
    <div className="model-progress-line">
      {totalBytes > 0 && <span>{words.bytes(doneBytes, totalBytes)}</span>}
      {bytesPerSecond !== null && <span>{words.speed(bytesPerSecond)}</span>}
      {remainingMs !== null && <span>{words.left(remainingMs)}</span>}
      <span className="grow" />
      <span>{words.meanwhile}</span>
    </div>
  );
}

/** Null where it is not known how much there is. */
function shareOf({ doneBytes, totalBytes }: ModelProgress): number | null {
  return totalBytes > 0 ? Math.min(1, doneBytes / totalBytes) : null;
}
