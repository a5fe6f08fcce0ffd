import type { CacheView } from '../../../shared/cache-view.ts';
import { isHolding } from '../state/cache-inspection.ts';
import { placeCount } from '../state/live-cache.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { Icon } from '../ui/Icon.tsx';
import { explaining } from '../ui/watch-tips.ts';
import { CacheMemory } from './CacheMemory.tsx';
import { LastTurn } from './LastTurn.tsx';
import { TokenMap } from './TokenMap.tsx';
import { useCacheView } from './use-cache-view.ts';

const noPlaces: CacheView['places'] = [];

/** What stands in each place of the window, what that costs, and how the last turn went. */
export function WindowTab() {
  const { inspector: words } = useWords();
  const cache = useCacheView();
  const isKnown = usePageState(isHolding);
  const modelWindow = usePageState((state) => state.model?.windowTokens ?? null);
  const windowTokens = cache?.windowTokens ?? modelWindow;
  return (
    <>
      {windowTokens !== null && (
        <>
          <div className="inspector-title">
            <h2>{words.places(windowTokens)}</h2>
            <button
              type="button"
              className="icon-button"
              aria-label={words.whatIsToken}
              {...explaining(words.placesSay)}
            >
              <Icon name="info" />
            </button>
          </div>
          <TokenMap
            windowTokens={windowTokens}
            places={cache?.places ?? noPlaces}
            heldTokens={cache?.heldTokens ?? 0}
          />
          {!isKnown && <p className="inspector-note apart">{words.unknownPlaces}</p>}
          {cache && (
            <p className="inspector-note apart">{words.heldOfUsed(cache.heldTokens, placeCount(cache.places))}</p>
          )}
        </>
      )}
      {cache && <CacheMemory view={cache} />}
      <LastTurn />
    </>
  );
}
