import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ModelsOnPage, ModelsState } from '../state/models.ts';

export const ModelsContext = createContext<ModelsOnPage | null>(null);

export function useModels(): ModelsOnPage {
  const models = useContext(ModelsContext);
  if (!models) throw new Error('A part of the Models page was shown outside it.');
  return models;
}

/** A part of what the page shows. `select` must give the same object while nothing changed. */
export function useModelsState<Part>(select: (state: ModelsState) => Part): Part {
  const { state } = useModels();
  return useSyncExternalStore(state.subscribe, () => select(state.get()));
}
