import type { CacheView } from '../../../shared/cache-view.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { cacheValueBytes, computedCacheBytes } from './cache-bytes.ts';
import { preparedTokens } from './prepared-tokens.ts';

/** The formula with what is held for this chat, beside what the engine measured. */
export function CacheMemory({ view }: { readonly view: CacheView }) {
  const { inspector: words } = useWords();
  const model = usePageState((state) => state.model);
  const chatId = usePageState((state) => state.chat?.id ?? null);
  if (!model) return null;
  const { layerCount, headCount, headSize } = model;
  const { heldTokens, cache } = view;
  const prepared = preparedTokens(view, chatId);
  return (
    <>
      <h2>{words.memory}</h2>
      <p className="formula" data-testid="cache-formula" data-held={heldTokens}>
        <span>{words.formula(layerCount, heldTokens, headCount, headSize, cacheValueBytes(model))}</span>
        <span className="formula-result">{words.computed(computedCacheBytes(model, heldTokens))}</span>
        {cache && (
          <span>
            {cache.tokenCount === heldTokens
              ? words.measured(cache.usedBytes, cache.heldBytes, cache.capacityTokens)
              : words.measuredLater}
          </span>
        )}
        {prepared > 0 && <span className="ink-reused">{words.prepared(prepared)}</span>}
      </p>
    </>
  );
}
