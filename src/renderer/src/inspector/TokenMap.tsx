import { memo, useMemo } from 'react';
import type { TokenStretch } from '../../../shared/views.ts';
import { useWords } from '../state/page-context.ts';
import { mapPaths, mapSize, type PlaceKind, placeCounts } from './token-map.ts';

const kinds: readonly PlaceKind[] = ['reused', 'prefilled', 'decoded', 'free'];

export interface TokenMapProps {
  readonly windowTokens: number;
  readonly stretches: readonly TokenStretch[];
}

/** Every place of the window as the engine holds it after the last answer. */
export const TokenMap = memo(function TokenMap({ windowTokens, stretches }: TokenMapProps) {
  const { inspector: words, formats } = useWords();
  const paths = useMemo(() => mapPaths(windowTokens, stretches), [windowTokens, stretches]);
  const counts = placeCounts(windowTokens, stretches);
  const { width, height } = mapSize(windowTokens);
  return (
    <>
      <svg
        className="token-map"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={words.map(counts.reused, counts.prefilled, counts.decoded, counts.free)}
      >
        {kinds.map((kind) => (
          <path key={kind} className={`place ${kind}`} d={paths[kind]} />
        ))}
      </svg>
      <ul className="legend" aria-hidden="true">
        {kinds.map((kind) => (
          <li key={kind}>
            <i className={`swatch ${kind}`} />
            {words.kinds[kind]} <span className="number">{formats.count(counts[kind])}</span>
          </li>
        ))}
      </ul>
    </>
  );
});
