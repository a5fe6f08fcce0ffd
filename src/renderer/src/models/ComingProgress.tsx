import type { ModelProgress } from '../../../shared/models-view.ts';
import { useWords } from '../state/page-context.ts';

/** What is done with a model that is on its way, how far that is, and how long it takes. Without a progress, nothing is known yet. */
export function ComingProgress({ progress }: { readonly progress: ModelProgress | null }) {
  const { coming: words } = useWords().models;
  if (progress === null) return <progress className="model-progress" max={1} aria-label={words.step.receiving} />;
  const { step, doneBytes, totalBytes, bytesPerSecond, remainingMs } = progress;
  const share = totalBytes > 0 ? Math.min(1, doneBytes / totalBytes) : null;
  return (
    <>
      <p className="model-does">{words.step[step]}</p>
      <progress
        className="model-progress"
        max={1}
        {...(share !== null && { value: share })}
        aria-label={words.step[step]}
        aria-valuetext={words.bytes(doneBytes, totalBytes)}
      />
      <div className="model-progress-line">
        {totalBytes > 0 && <span>{words.bytes(doneBytes, totalBytes)}</span>}
        {bytesPerSecond !== null && <span>{words.speed(bytesPerSecond)}</span>}
        {remainingMs !== null && <span>{words.left(remainingMs)}</span>}
        <span className="grow" />
        <span>{words.meanwhile}</span>
      </div>
      {/* Told at each tenth only: a number that runs is noise to who hears it. */}
      <div className="visually-hidden" role="status">
        {words.said(step, Math.floor((share ?? 0) * 10))}
      </div>
    </>
  );
}
