import { memo, useMemo } from 'react';
import type { PlaceRun } from '../../../shared/cache-view.ts';
import { useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';
import { type DrawnRun, drawnRuns, mapSize, type PlaceKind, placeCounts, placeKinds, runPath } from './token-map.ts';

export interface TokenMapProps {
  readonly windowTokens: number;
  readonly places: readonly PlaceRun[];
  readonly heldTokens: number;
}

/** Told also while there are none of them; the others only where they are. */
const alwaysTold: readonly PlaceKind[] = ['reused', 'read', 'written', 'free'];

/** Every place of the window: held by the engine, still to be read, or free. */
export const TokenMap = memo(function TokenMap({ windowTokens, places, heldTokens }: TokenMapProps) {
  const { inspector: words, formats } = useWords();
  const runs = useMemo(() => drawnRuns(windowTokens, places), [windowTokens, places]);
  const counts = placeCounts(windowTokens, places);
  const told = placeKinds.filter((kind) => counts[kind] > 0 || alwaysTold.includes(kind));
  const { width, height } = mapSize(windowTokens);
  const usedTokens = places.reduce((sum, { tokens }) => sum + tokens, 0);
  return (
    <>
      <svg
        className="token-map"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={words.map(told.map((kind) => ({ kind, tokens: counts[kind] })))}
        data-testid="token-map"
        data-used={usedTokens}
        data-held={heldTokens}
        data-to-read={counts.toRead}
      >
        {runs.map((run) => (
          <Run key={run.start} {...run} />
        ))}
      </svg>
      <ul className="legend" aria-hidden="true">
        {told.map((kind) => (
          <li key={kind} {...tip(words.kindsSay[kind])}>
            <i className={`swatch ${kind}`} />
            {words.kinds[kind]} <span className="number">{formats.count(counts[kind])}</span>
          </li>
        ))}
      </ul>
    </>
  );
});

/** While an answer is written only the last runs are drawn anew. */
const Run = memo(function Run({ kind, turnId, start, end }: DrawnRun) {
  return (
    <path
      className={`place ${kind}`}
      d={runPath(start, end)}
      data-testid={kind === 'free' ? undefined : 'map-place'}
      data-place={start}
      data-tokens={end - start}
      data-origin={kind}
      data-turn-id={turnId ?? undefined}
    />
  );
});
