import { type KeyboardEvent, memo, useMemo, useRef, useState } from 'react';
import type { Usage } from '../../../shared/usage-view.ts';
import type { GaugeWords } from '../../../shared/words/words.ts';
import { useWords } from '../state/page-context.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { type GaugePart, gaugeMarks, gaugeParts } from './gauge-parts.ts';

export interface GaugeBarProps {
  readonly usage: Usage;
  readonly liveUsedTokens: number | null;
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
  const [namedKey, setNamedKey] = useState<string | null>(null);
  const [tabStop, setTabStop] = useState(0);
  const named = parts.findIndex((part) => part.key === namedKey);
  const namedPart = parts[named];
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
      {namedPart && (
        <div className="gauge-tip" aria-hidden="true" style={tipPosition(parts, named, totalTokens)}>
          {partWords(words, namedPart)}
        </div>
      )}
      <div ref={bar} className="gauge-bar" role="toolbar" aria-label={words.name} onKeyDown={onKeyDown}>
        {parts.map((part, index) => (
          <Segment
            key={part.key}
            part={part}
            share={part.width / totalTokens}
            isTabStop={index === stop}
            onNamed={setNamedKey}
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
  readonly onNamed: (key: string | null) => void;
}

const Segment = memo(function Segment(props: SegmentProps) {
  const { part, share, isTabStop, onNamed } = props;
  const { key, kind, turnId } = part;
  const { gauge: words } = useWords();
  const isLoss = part.isForgottenNext || part.isTooLong;
  return (
    <button
      type="button"
      className={`segment segment-${kind}${isLoss ? ' segment-loss' : ''}`}
      style={{ width: `${share * 100}%` }}
      aria-label={partWords(words, part)}
      tabIndex={isTabStop ? 0 : -1}
      onMouseEnter={() => onNamed(key)}
      onMouseLeave={() => onNamed(null)}
      onFocus={() => onNamed(key)}
      onBlur={() => onNamed(null)}
      onClick={() => (turnId === null ? focusComposer() : showTurn(turnId))}
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

/** Above the middle of its piece, but never beyond the bar's ends. */
function tipPosition(
  parts: readonly GaugePart[],
  index: number,
  totalTokens: number,
): { left: string } | { right: string } {
  const before = parts.slice(0, index).reduce((sum, part) => sum + part.width, 0);
  const middle = (before + (parts[index]?.width ?? 0) / 2) / totalTokens;
  return middle < 0.5
    ? { left: `${Math.max(0, middle - 0.12) * 100}%` }
    : { right: `${Math.max(0, 0.88 - middle) * 100}%` };
}

function showTurn(turnId: number): void {
  document.querySelector(`[data-turn="${turnId}"]`)?.scrollIntoView({ block: 'center' });
}
