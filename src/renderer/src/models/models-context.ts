import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ModelId, ModelProgress } from '../../../shared/models-view.ts';
import type { ModelsPlace } from '../state/models-place.ts';
import type { Observable } from '../state/observable.ts';

export const ModelsContext = createContext<ModelsPlace | null>(null);

/** What the Models page works with. */
export function useModelsPlace(): ModelsPlace {
  const place = useContext(ModelsContext);
  if (!place) throw new Error('A part of the Models page was shown outside it.');
  return place;
}

/** A part of what is observed. `select` must give the same object while nothing changed. */
export function useObserved<Value, Part>(observable: Observable<Value>, select: (value: Value) => Part): Part {
  return useSyncExternalStore(observable.subscribe, () => select(observable.get()));
}

/** What a model that is here is called. */
export function useNameOf(modelId: ModelId | null): string | null {
  const { models } = useModelsPlace();
  const card = useObserved(models.state, ({ view }) => view?.models.find((each) => each.modelId === modelId));
  return card?.name ?? modelId;
}

/** The model that is on its way, as the core tells it, or as this page asked for it just now: one at a time. */
export function useComing(): { readonly name: string; readonly progress: ModelProgress | null } | null {
  const { models, bring, hub } = useModelsPlace();
  const told = useObserved(models.state, ({ view }) => view?.coming ?? null);
  const brought = useObserved(bring.state, ({ step }) => (step?.type === 'coming' ? step : null));
  const fetched = useObserved(hub.state, ({ step }) => (step?.type === 'downloading' ? step : null));
  return told ?? brought ?? fetched;
}
