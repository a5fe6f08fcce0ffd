import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranscript } from '../chat/transcript-context.ts';
import type { TranscriptPart } from '../chat/transcript-elements.ts';
import { usePage, useWords } from '../state/page-context.ts';
import { composerBox } from '../ui/focus-composer.ts';
import { GuideCard } from '../ui/GuideCard.tsx';
import { type TourStage, type TourState, tourStages } from './tour-run.ts';

/** Where each stage points: the newest of these. */
const places: Readonly<Record<TourStage, TranscriptPart | 'gauge'>> = {
  told: 'gauge',
  // Where the red is; what is named stands below it.
  filled: 'gauge',
  asked: 'receipt',
  forgotten: 'forgettingLine',
  bringBack: 'forgotNote',
  known: 'answer',
};

/** The tour's card, beside what it speaks of, as long as there is a tour. */
export function TourCard() {
  const { tour } = usePage();
  const state = useSyncExternalStore(tour.state.subscribe, tour.state.get);
  const place = usePlaceOf(state);
  if (!state || !place) return null;
  return <StageCard state={state} at={place} />;
}

/** What the stage points at: it may be drawn a moment after the stage began, and anew while it is shown. */
function usePlaceOf(state: TourState | null): Element | null {
  const transcript = useTranscript();
  const [place, setPlace] = useState<Element | null>(null);
  const stage = state?.stage ?? null;
  useEffect(() => {
    if (stage === null) return setPlace(null);
    const look = () => {
      // A part that cannot be drawn leaves the card at the gauge, which is always there.
      const part = places[stage];
      setPlace((part === 'gauge' ? null : transcript.newest(part)) ?? document.querySelector('[data-testid="gauge"]'));
    };
    const frame = requestAnimationFrame(look);
    const watching = setInterval(look, 250);
    return () => {
      cancelAnimationFrame(frame);
      clearInterval(watching);
    };
  }, [stage, transcript]);
  return place;
}

function StageCard({ state, at }: { readonly state: TourState; readonly at: Element }) {
  const { tour: words } = useWords();
  const { tour } = usePage();
  const next = useRef<HTMLButtonElement>(null);
  const stage = tourStages.indexOf(state.stage);
  const isLast = stage === tourStages.length - 1;
  // One card for all stages, so that the focus never falls to what is behind it while Enter goes on; a message that was
  // sent for the person may have taken it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new stage takes the focus back
  useEffect(() => next.current?.focus({ preventScroll: true }), [state.stage]);
  return (
    <GuideCard at={at} name={words.card} first={next} focusAfter={composerBox} onLeave={tour.leave}>
      <p role="status" data-stage={state.stage}>
        {words.stages[state.stage]({ ...state.facts, name: words.name })}
      </p>
      <div className="guide-card-row">
        <span>{state.isBusy ? words.busy : words.place(stage + 1, tourStages.length)}</span>
        <span className="grow" />
        {!isLast && (
          <button type="button" className="text-button" onClick={tour.leave}>
            {words.skip}
          </button>
        )}
        <button ref={next} type="button" className="button small" aria-disabled={state.isBusy} onClick={tour.next}>
          {isLast ? words.end : words.next}
        </button>
      </div>
    </GuideCard>
  );
}
