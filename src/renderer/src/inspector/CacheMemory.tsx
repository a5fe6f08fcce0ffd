import { Fragment } from 'react';
import type { CacheView } from '../../../shared/cache-view.ts';
import type { CacheFactor } from '../../../shared/words/inspector-words.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';
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
  const factors: readonly (readonly [CacheFactor, number])[] = [
    ['keysAndValues', 2],
    ['layers', layerCount],
    ['tokens', heldTokens],
    ['heads', headCount],
    ['headSize', headSize],
    ['valueBytes', cacheValueBytes(model)],
  ];
  const prepared = preparedTokens(view, chatId);
  return (
    <>
      <h2>{words.memory}</h2>
      <p className="formula" data-testid="cache-formula" data-held={heldTokens}>
        <span>
          {factors.map(([factor, value], index) => (
            <Fragment key={factor}>
              {index > 0 && ' '}
              <span className="factor" {...tip(words.factors[factor].says)}>
                {index > 0 && '× '}
                {words.factors[factor].words(value)}
              </span>
            </Fragment>
          ))}
        </span>
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
