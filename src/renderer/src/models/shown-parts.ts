import { createContext } from 'react';
import { createObservable, type Observable } from '../state/observable.ts';

/** The parts of the Models page that are in the document: some have nothing to show until the core told of them. */
export interface ShownParts {
  readonly names: Observable<ReadonlySet<string>>;
  /** Called by a part that is shown; gives how to end that. */
  show(name: string): () => void;
}

export function openShownParts(): ShownParts {
  const names = createObservable<ReadonlySet<string>>(new Set());
  return {
    names,
    show: (name) => {
      names.set(new Set([...names.get(), name]));
      return () => names.set(new Set([...names.get()].filter((other) => other !== name)));
    },
  };
}

export const ShownPartsContext = createContext<ShownParts | null>(null);
