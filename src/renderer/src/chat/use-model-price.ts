import { useEffect, useState } from 'react';
import type { ModelPrice } from '../../../shared/chat-model-view.ts';
import type { ModelId } from '../../../shared/models-view.ts';
import { isClosed, mishapOf } from '../state/core-link.ts';
import { usePage, usePageState } from '../state/page-context.ts';
import type { Mishap } from '../state/page-state.ts';

/** Null until it is known. */
export type AskedPrice = { readonly price: ModelPrice } | { readonly mishap: Mishap } | null;

/** Whether a person may decide by it: not before it is told, so that what is pressed is what was read, in the place where it stays. */
export function canDecide(asked: AskedPrice): boolean {
  return asked !== null && (!('price' in asked) || asked.price.isPossible);
}

/** What going on with a model would take, or why that cannot be told; again when something of the chat is different. */
export function useModelPrice(modelId: ModelId): AskedPrice {
  const page = usePage();
  const chatId = usePageState((state) => state.chat?.id);
  const blocks = usePageState((state) => state.chat?.blocks);
  const cache = usePageState((state) => state.cache);
  const [asked, setAsked] = useState<{ readonly modelId: ModelId; readonly told: AskedPrice } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other turns, or another cache, have another price
  useEffect(() => {
    let isWanted = true;
    page.chatModels.priceOf(modelId).then(
      (price) => isWanted && setAsked({ modelId, told: { price } }),
      // A line that broke is told elsewhere, and asked again when it is there.
      (error: unknown) => isWanted && setAsked(isClosed(error) ? null : { modelId, told: { mishap: mishapOf(error) } }),
    );
    return () => {
      isWanted = false;
    };
  }, [page, modelId, chatId, blocks, cache]);
  return asked?.modelId === modelId ? asked.told : null;
}
