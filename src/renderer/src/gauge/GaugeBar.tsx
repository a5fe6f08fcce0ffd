import { type KeyboardEvent, memo, useMemo, useRef, useState } from 'react';
import type { Usage } from '../../../shared/usage-view.ts';
import type { GaugeWords } from '../../../shared/words/words.ts';
import { useTranscript } from '../chat/transcript-context.ts';
import { useWords } from '../state/page-context.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Tooltip } from '../ui/Tooltip.tsx';
import { type GaugePart, gaugeMarks, gaugeParts } from './gauge-parts.ts';
import { useSlide } from './use-slide.ts';

export interface GaugeBarProps {
  readonly usage: Usage;
  readonly liveUsedTokens: number | null;
}

/** The piece that the pointer or the focus is on. */
interface NamedPart {
  readonly key: string;
  readonly element: Element;
}

/**
 * The bar. Each piece tells its name to pointer and keyboard (one tab stop, arrow keys move in it); a turn's piece brings
 * its turn into sight.
 */
export function GaugeBar({ usage, liveUsedTokens }: GaugeBarProps) {
  const { gauge: words } = useWords();
  const parts = useMemo(() => gaugeParts(usage, liveUsedTokens), [usage, liveUsedTokens]);
  const marks = gaugeMarks(usage, parts);
  const { totalTokens } = marks;
  const bar = useRef<HTMLDivElement>(null);
  const [named, setNamed] = useState<NamedPart | null>(null);
  useSlide(bar, parts);
  const [tabStop, setTabStop] = useState(0);
  const namedPart = parts.find((part) => part.key === named?.key);
  const stop = Math.min(tabStop, parts.length - 1);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(parts.length - 1, stop + step));
    setTabStop(next);
    bar.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div className="gauge-bar-place">
      <Tooltip about={namedPart && named ? named.element : null} side="top" distance={4} onClose={() => setNamed(null)}>
        {namedPart && partWords(words, namedPart)}
      </Tooltip>
      <div ref={bar} className="gauge-bar" role="toolbar" aria-label={words.name} onKeyDown={onKeyDown}>
        {parts.map((part, index) => (
          <Segment
            key={part.key}
            part={part}
            share={part.width / totalTokens}
            isTabStop={index === stop}
            onNamed={setNamed}
          />
        ))}
      </div>
      {marks.isOver && (
        <i
          className="gauge-reserve-below"
          aria-hidden="true"
          style={{ left: `${marks.limit * 100}%`, width: `${(marks.window - marks.limit) * 100}%` }}
        />
      )}
      <i className="gauge-limit" aria-hidden="true" style={{ left: `${marks.limit * 100}%` }} />
    </div>
  );
}

interface SegmentProps {
  readonly part: GaugePart;
  readonly share: number;
  readonly isTabStop: boolean;
  readonly onNamed: (named: NamedPart | null) => void;
}

const Segment = memo(function Segment(props: SegmentProps) {
  const { part, share, isTabStop, onNamed } = props;
  const { key, kind, turnId } = part;
  const { gauge: words } = useWords();
  const transcript = useTranscript();
  const isLoss = part.isForgottenNext || part.isTooLong;
  return (
    <button
      type="button"
      data-part={key}
      className={`segment segment-${kind}${isLoss ? ' segment-loss' : ''}`}
      style={kind === 'free' ? undefined : { width: `${share * 100}%` }}
      aria-label={partWords(words, part)}
      tabIndex={isTabStop ? 0 : -1}
      onMouseEnter={(event) => onNamed({ key, element: event.currentTarget })}
      onMouseLeave={() => onNamed(null)}
      onFocus={(event) => onNamed({ key, element: event.currentTarget })}
      onBlur={() => onNamed(null)}
      onClick={() => (turnId === null ? focusComposer() : void transcript.show(turnId, { takesFocus: false }))}
    />
  );
}, isSameSegment);

/** Every keystroke brings all parts anew: what is in numbers is put into words where a number changed. */
function isSameSegment(before: SegmentProps, after: SegmentProps): boolean {
  const names = Object.keys(before.part) as (keyof GaugePart)[];
  return (
    before.share === after.share &&
    before.isTabStop === after.isTabStop &&
    names.every((name) => before.part[name] === after.part[name])
  );
}

function partWords({ segment: words }: GaugeWords, part: GaugePart): string {
  const next = part.isForgottenNext ? `, ${words.forgottenNext}` : '';
  if (part.kind === 'turn') return words.turn(part.name, part.tokens) + next;
  if (part.kind === 'pinned') return words.pinned(part.name, part.tokens) + next;
  return words[part.kind](part.tokens);
}
