import { createContext, useContext, useSyncExternalStore } from 'react';
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
