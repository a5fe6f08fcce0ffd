import { useEffect, useRef, useState } from 'react';
import type { Usage } from '../../../shared/views.ts';
import { useLiveUsedTokens, usePageState, useWords } from '../state/page-context.ts';
import { GaugeBar } from './GaugeBar.tsx';
import { gaugeSentence } from './gauge-sentence.ts';
import { liveUsage } from './live-usage.ts';
import './gauge.css';

/** The model's window: what fills it, what the draft would add, and what is kept for the reply. */
export function Gauge() {
  const words = useWords();
  const usage = usePageState((state) => state.measured?.usage ?? null);
  if (!usage) {
    return (
      <div className="gauge" data-testid="gauge">
        <div className="gauge-bar" />
        <div className="says">{words.gauge.counting}</div>
      </div>
    );
  }
  return <MeasuredGauge usage={usage} />;
}

function MeasuredGauge({ usage: measured }: { readonly usage: Usage }) {
  const { gauge: words } = useWords();
  const liveUsedTokens = useLiveUsedTokens();
  const usage = liveUsage(measured, liveUsedTokens);
  const sentence = gaugeSentence(words, usage);
  const counts = [
    words.used(usage.usedTokens, usage.limitTokens),
    ...(usage.draftTokens > 0 ? [words.draft(usage.draftTokens)] : []),
    words.reply(usage.reserveTokens),
  ];
  return (
    <fieldset
      className="gauge"
      aria-label={words.name}
      data-testid="gauge"
      data-used={usage.usedTokens}
      data-draft={usage.draftTokens}
      data-reserve={usage.reserveTokens}
      data-window={usage.windowTokens}
      data-limit={usage.limitTokens}
      data-level={usage.level}
    >
      <GaugeBar usage={measured} liveUsedTokens={liveUsedTokens} />
      <div className="says">
        <span className="says-counts">{counts.join(' · ')}</span>
        <span className={`says-sentence ${sentence.tone}`} title={sentence.text}>
          {sentence.text}
        </span>
      </div>
      <LevelAnnouncer usage={usage} sentence={sentence.text} />
    </fieldset>
  );
}

/** Reads the gauge out when it crosses a threshold, and only then: not for every token. */
function LevelAnnouncer({ usage, sentence }: { readonly usage: Usage; readonly sentence: string }) {
  const mark = usage.sending.type === 'fits' ? usage.level : usage.sending.type;
  const lastMark = useRef(mark);
  const newest = useRef(sentence);
  const [said, setSaid] = useState('');
  newest.current = sentence;
  useEffect(() => {
    if (lastMark.current === mark) return;
    lastMark.current = mark;
    setSaid(newest.current);
  }, [mark]);
  return (
    <div className="visually-hidden" aria-live="polite">
      {said}
    </div>
  );
}
