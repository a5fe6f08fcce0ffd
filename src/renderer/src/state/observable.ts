/** A value that tells when it is replaced. */
export interface Observable<Value> {
  get(): Value;
  set(value: Value): void;
  /** Replaces some of the value's parts. */
  patch(parts: Partial<Value>): void;
  /** Calls `listener` after each change; returns how to stop that. */
  subscribe(listener: () => void): () => void;
}

export function createObservable<Value>(initial: Value): Observable<Value> {
  const listeners = new Set<() => void>();
  let current = initial;
  const set = (value: Value) => {
    if (Object.is(value, current)) return;
    current = value;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => current,
    set,
    patch: (parts) => set({ ...current, ...parts }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
