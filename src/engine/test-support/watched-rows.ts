import { HostRows } from '../host-rows.ts';
import { KvCache } from '../kv-cache.ts';
import type { CacheRows, CacheShape, RowBinding, RowStore } from '../row-store.ts';

/** Opens row stores and knows of each whether it was disposed. Each of their promises takes a turn of the loop, as a device does. */
export class RowWatch {
  /** What was done that must not be: used or disposed after it was disposed. */
  readonly misuses: string[] = [];
  private readonly alive = new Set<RowStore>();

  get aliveCount(): number {
    return this.alive.size;
  }

  isAlive(cache: KvCache): boolean {
    return this.alive.has(cache.store);
  }

  openCache(shape: CacheShape): KvCache {
    return new KvCache(shape, this.watch(new HostRows(shape, 'inPlace')));
  }

  private watch(rows: RowStore): RowStore {
    const use = (what: string) => {
      if (!this.alive.has(store)) this.misuses.push(`${what} after it was disposed`);
    };
    /** Used when it begins, while it lasts, and when it ends. */
    const slowly = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
      use(what);
      await new Promise((resolve) => setImmediate(resolve));
      use(`the end of ${what}`);
      return work();
    };
    const store: RowStore = {
      get capacity() {
        return rows.capacity;
      },
      reserve: (tokenCount, keptCount) => slowly('reserve', () => rows.reserve(tokenCount, keptCount)),
      fork: (tokenCount) => slowly('fork', async () => this.watch(await rows.fork(tokenCount))),
      bind: (pastCount, newCount): RowBinding => {
        use('bind');
        return rows.bind(pastCount, newCount);
      },
      read: (tokenCount): Promise<CacheRows> => slowly('read', () => rows.read(tokenCount)),
      write: (given) => slowly('write', () => rows.write(given)),
      dispose: () => {
        use('dispose');
        this.alive.delete(store);
        rows.dispose();
      },
    };
    this.alive.add(store);
    return store;
  }
}
