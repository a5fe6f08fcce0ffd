import { usePageState, useWords } from '../state/page-context.ts';
import { computedCacheBytes } from './cache-bytes.ts';

/** The formula with this chat's numbers, beside what the engine measured. */
export function CacheMemory() {
  const { inspector: words } = useWords();
  const cache = usePageState((state) => state.cache);
  const model = usePageState((state) => state.model);
  if (!cache || !model) return null;
  const { layerCount, headCount, headSize } = model;
  return (
    <>
      <h2>{words.memory}</h2>
      <p className="formula">
        <span>{words.formula(layerCount, cache.tokenCount, headCount, headSize)}</span>
        <span className="formula-result">{words.computed(computedCacheBytes(model, cache.tokenCount))}</span>
        <span>{words.measured(cache.usedBytes, cache.heldBytes, cache.capacityTokens)}</span>
        {cache.preparedTokens > 0 && <span className="ink-reused">{words.prepared(cache.preparedTokens)}</span>}
      </p>
    </>
  );
}
