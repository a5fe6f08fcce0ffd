/** What has been set for which key, told to whoever shows that key. */
export interface KeyedFlags {
  has(key: number): boolean;
  set(key: number): void;
  /** Calls `listener` when `key` is set; returns how to stop that. */
  subscribe(key: number, listener: () => void): () => void;
}

export function openKeyedFlags(): KeyedFlags {
  const keys = new Set<number>();
  const listeners = new Map<number, () => void>();
  return {
    has: (key) => keys.has(key),
    set: (key) => {
      if (keys.has(key)) return;
      keys.add(key);
      listeners.get(key)?.();
    },
    subscribe: (key, listener) => {
      listeners.set(key, listener);
      return () => {
        if (listeners.get(key) === listener) listeners.delete(key);
      };
    },
  };
}
