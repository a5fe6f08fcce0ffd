/** What has been set for which key, told to whoever shows that key. */
export interface KeyedFlags {
  has(key: number): boolean;
  set(key: number): void;
  /** Calls `listener` when `key` is set; returns how to stop that. */
  subscribe(key: number, listener: () => void): () => void;
  /** Calls `listener` soon after any was set and shown; returns how to stop that. */
  subscribeAll(listener: () => void): () => void;
}

export function openKeyedFlags(): KeyedFlags {
  const keys = new Set<number>();
  const listeners = new Map<number, () => void>();
  const listenersOfAll = new Set<() => void>();
  let isTelling = false;
  const tellSoon = () => {
    if (isTelling || listenersOfAll.size === 0) return;
    isTelling = true;
    requestAnimationFrame(() => {
      isTelling = false;
      for (const listener of listenersOfAll) listener();
    });
  };
  return {
    has: (key) => keys.has(key),
    set: (key) => {
      if (keys.has(key)) return;
      keys.add(key);
      listeners.get(key)?.();
      tellSoon();
    },
    subscribe: (key, listener) => {
      listeners.set(key, listener);
      return () => {
        if (listeners.get(key) === listener) listeners.delete(key);
      };
    },
    subscribeAll: (listener) => {
      listenersOfAll.add(listener);
      return () => {
        listenersOfAll.delete(listener);
      };
    },
  };
}
