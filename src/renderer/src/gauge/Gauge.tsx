import { useEffect, useRef, useState } from 'react';
import type { Usage } from '../../../shared/usage-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { useLiveUsedTokens, usePageState, useWords } from '../state/page-context.ts';
import { isDraftCounted, isJustSent, type PageState, shownUsage } from '../state/page-state.ts';
import { tip } from '../ui/watch-tips.ts';
import { GaugeBar } from './GaugeBar.tsx';
import { type DraftState, gaugeCounts } from './gauge-counts.ts';
import { gaugeSentence } from './gauge-sentence.ts';
import { liveUsage } from './live-usage.ts';
import './gauge.css';

/** The model's window: what fills it, what the draft would add, and what is kept for the reply. */
export function Gauge() {
  const words = useWords();
  const usage = usePageState(shownUsage);
  const isHopeless = usePageState(canCountNothing);
  const countMishap = usePageState((state) => state.countMishap);
  if (!usage) {
    const why = countMishap && !isHopeless ? words.gauge.notCounted(sentenceOf(words, countMishap)) : null;
    return (
      <div className="gauge" data-testid="gauge">
        <div className="gauge-bar" />
        <div className="says">{why ?? (isHopeless ? words.gauge.unknown : words.gauge.counting)}</div>
      </div>
    );
  }
  return <MeasuredGauge usage={usage} />;
}

function MeasuredGauge({ usage: measured }: { readonly usage: Usage }) {
  const words = useWords();
  const liveUsedTokens = useLiveUsedTokens();
  const draft = usePageState(draftState);
  const modelTokens = usePageState(modelWindowTokens);
  const usage = liveUsage(measured, liveUsedTokens);
  const sentence = gaugeSentence(words.gauge, usage);
  return (
    <fieldset
      className="gauge"
      aria-label={words.gauge.name}
      data-testid="gauge"
      data-used={usage.usedTokens}
      data-draft={draft === 'uncounted' ? undefined : usage.draftTokens}
      data-reserve={usage.reserveTokens}
      data-window={usage.windowTokens}
      data-limit={usage.limitTokens}
      data-level={usage.level}
    >
      <GaugeBar usage={measured} liveUsedTokens={liveUsedTokens} />
      <div className="says">
        <span
          className="says-counts"
          {...tip(words.gauge.limit(usage.limitTokens, usage.reserveTokens, usage.windowTokens, modelTokens))}
        >
          {gaugeCounts(words.gauge, usage, draft)}
        </span>
        {draft === 'uncounted' && <NotCounted />}
        {draft === 'counted' && (
          <span className={`says-sentence ${sentence.tone}`} {...tip(sentence.text)}>
            {sentence.text}
          </span>
        )}
      </div>
      <ClampedReply />
      <LevelAnnouncer usage={usage} />
    </fieldset>
  );
}

function draftState(state: PageState): DraftState {
  if (state.question === null && isJustSent(state)) return 'sent';
  return isDraftCounted(state) ? 'counted' : 'uncounted';
}

/** Of the whole window, where the chat uses only a part of it. */
function modelWindowTokens({ chat, model }: PageState): number | null {
  return chat?.settings.usedWindowTokens != null ? (model?.windowTokens ?? null) : null;
}

/** Why the words in the composer have no number, or not yet. */
function NotCounted() {
  const words = useWords();
  const countMishap = usePageState((state) => state.countMishap);
  const isTold = usePageState((state) => canCountNothing(state) || state.countMishap?.code === 'messageTooLong');
  const why = countMishap && !isTold ? words.gauge.notCounted(sentenceOf(words, countMishap)) : '';
  // Without a mishap the words are counted soon.
  const text = countMishap ? why : words.gauge.counting;
  return (
    <span className="says-sentence" {...tip(text)}>
      {text}
    </span>
  );
}

/** Without a model nothing is counted until there is another; the banner says why. */
function canCountNothing({ engine, model }: PageState): boolean {
  return engine.type === 'failed' && model === null;
}

function ClampedReply() {
  const { gauge: words } = useWords();
  const set = usePageState((state) => state.chat?.clampedReplyTokens ?? null);
  const room = usePageState((state) => state.chat?.settings.maxReplyTokens ?? 0);
  return set === null ? null : (
    <div className="gauge-line" data-testid="clamped-reply">
      {words.clamped(set, room)}
    </div>
  );
}

/** Reads the gauge out when it crosses a threshold, and only then: not for every token. */
function LevelAnnouncer({ usage }: { readonly usage: Usage }) {
  const words = useWords();
  const mark = usage.sending.type === 'fits' ? usage.level : usage.sending.type;
  const lastMark = useRef(mark);
  const newest = useRef(usage);
  const [said, setSaid] = useState<Usage | null>(null);
  newest.current = usage;
  useEffect(() => {
    if (lastMark.current === mark) return;
    lastMark.current = mark;
    setSaid(newest.current);
  }, [mark]);
  return (
    <div className="visually-hidden" aria-live="polite">
      {said && gaugeSentence(words.gauge, said).text}
    </div>
  );
}
