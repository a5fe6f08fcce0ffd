import type { ModelProgress } from '../../../shared/models-view.ts';
import { useWords } from '../state/page-context.ts';
import { ProgressBar } from '../ui/ProgressBar.tsx';

/** What is done with a model that is on its way, how far that is, and how long it takes. Without a progress, nothing is known yet. */
export function ComingProgress({ progress }: { readonly progress: ModelProgress | null }) {
  const { coming: words } = useWords().models;
  if (progress === null) return <ProgressBar name={words.step.receiving} share={null} />;
  const { step, bytesPerSecond, remainingMs } = progress;
  const counted = countedBytes(progress);
  return (
    <>
      <p className="model-does">{words.step[step]}</p>
      <ProgressBar
        name={words.step[step]}
        share={counted?.share ?? null}
        says={counted ? words.bytes(counted.doneBytes, counted.totalBytes) : undefined}
      />
      <div className="model-progress-line">
        {counted && <span>{words.bytes(counted.doneBytes, counted.totalBytes)}</span>}
        {counted && bytesPerSecond !== null && <span>{words.speed(bytesPerSecond)}</span>}
        {counted && remainingMs !== null && <span>{words.left(remainingMs)}</span>}
        <span className="grow" />
        <span>{words.meanwhile}</span>
      </div>
      {/* Told at each tenth only: a number that runs is noise to who hears it. */}
      <div className="visually-hidden" role="status">
        {words.said(step, counted && Math.floor(counted.share * 10))}
      </div>
    </>
  );
}

/** Null for what goes by in one piece, such as the first computing with it. */
function countedBytes({ step, doneBytes, totalBytes }: ModelProgress) {
  if (step === 'trying' || totalBytes <= 0) return null;
  return { doneBytes, totalBytes, share: Math.min(1, doneBytes / totalBytes) };
}
