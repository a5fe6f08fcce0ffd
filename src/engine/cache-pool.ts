import { commonPrefixLength } from '../shared/common-prefix.ts';
import type { CacheReport, CacheState, HeldCache, ReuseReport } from '../shared/engine-contract.ts';
import { heldBytesOf, keepsBranch, preparedPerKey, standingPerKey } from './kept-branches.ts';
import type { KvCache } from './kv-cache.ts';

/** A cache taken from the pool, rewound to what it has in common with a prompt. It is pinned until it is released. */
export interface TakenCache {
  readonly cache: KvCache;
  readonly reuse: ReuseReport;
  /** This cache, or null when it is not in the pool any more, and all there are. */
  report(): CacheReport;
  /** Gives the cache back with what has been run. */
  release(): void;
  /**
   * Gives the cache back after a failure, as it was when it was taken, or not at all if it was made then: so that each cache
   * is a beginning of what was last told of it, though nothing more will be told of this request.
   */
  giveUp(): void;
}

interface Entry {
  readonly cacheId: number;
  cacheKey: string;
  readonly cache: KvCache;
  lastUse: number;
  /** How many work with it now: what is taken out of the pool meanwhile is disposed when the last of them is done. */
  pins: number;
  /** Made ahead for a prompt that has not come yet; the key's other cache is still the one its chat stands on. */
  isPrepared: boolean;
}

/** An entry that has a beginning in common with a prompt, of so many tokens. */
interface Match {
  readonly entry: Entry;
  readonly prefix: number;
}

/** A cache that is being made for a key. When that key is dropped meanwhile, it does not come into the pool. */
interface Making {
  readonly cacheKey: string;
  isDropped: boolean;
}

export type TakePurpose = 'generate' | 'prepare';

export interface CachePoolOptions {
  readonly openCache: () => KvCache;
  readonly budgetBytes: number;
  /** Gives a number that no cache has had. Defaults to counting from 1. */
  readonly nextCacheId?: () => number;
}

/** Counts from 1: the ids of one engine's caches, whatever pool they are in. */
export function openCacheIds(): () => number {
  let last = 0;
  return () => ++last;
}

/**
 * The caches of recent chats under a byte budget. A prompt gets the cache that has the longest prefix in common with it,
 * whosever it is; what is pushed out is what was used longest ago, never a pinned one.
 */
export class CachePool {
  private readonly openCache: () => KvCache;
  private readonly budgetBytes: number;
  private readonly nextCacheId: () => number;
  private entries: Entry[] = [];
  private readonly making = new Set<Making>();
  private useCount = 0;

  constructor({ openCache, budgetBytes, nextCacheId = openCacheIds() }: CachePoolOptions) {
    this.openCache = openCache;
    this.budgetBytes = budgetBytes;
    this.nextCacheId = nextCacheId;
  }

  /**
   * The best cache for `promptIds`, labelled with `cacheKey`. For `generate` at least one token of the prompt is left to run,
   * since there are no logits without; a cache of the same key is rewound, unless what would be cut off is worth keeping: then
   * it stays for whoever goes back to it, and the beginning is copied. For `prepare` the rows that the key's chat stands on are
   * never given up: unless the prompt only goes on from them, it gets a second cache. When there is no memory for a copy, the
   * pool is as it was.
   */
  async take(cacheKey: string, promptIds: readonly number[], purpose: TakePurpose): Promise<TakenCache> {
    const most = purpose === 'generate' ? promptIds.length - 1 : promptIds.length;
    const match = this.findBest(cacheKey, promptIds, most);
    const isForeign = match !== undefined && match.entry.cacheKey !== cacheKey;
    const isInPlace = match !== undefined && this.mayUse(match, cacheKey, promptIds.length, purpose);
    const entry = isInPlace ? this.takeInPlace(match, cacheKey) : await this.make(cacheKey, match, purpose);
    if (isForeign) entry.cache.relabelRows('shared');
    const reuse = reuseOf(entry.cache, promptIds.length);
    if (purpose === 'generate') {
      entry.isPrepared = false;
      entry.cache.relabelRows('reused');
    }
    entry.cache.addsRowsAs = purpose === 'generate' ? 'read' : 'prepared';
    entry.lastUse = ++this.useCount;
    this.removeOthersOf(cacheKey, entry);
    this.trim();
    return this.takenOf(entry, reuse, isInPlace);
  }

  /** All caches there are, the most recently used first; and `entry`, if it is one of them. */
  report(entry?: Entry): CacheReport {
    const isAlive = entry !== undefined && this.entries.includes(entry);
    return {
      cache: isAlive ? heldOf(entry) : null,
      caches: this.byLastUse().map(stateOf),
    };
  }

  /** Forgets a key's caches. One that is in use is finished with first, and does not come back. */
  drop(cacheKey: string): CacheReport {
    for (const entry of this.entries.filter((each) => each.cacheKey === cacheKey)) this.remove(entry);
    for (const making of this.making) if (making.cacheKey === cacheKey) making.isDropped = true;
    return this.report();
  }

  /** Forgets all caches likewise. */
  clear(): void {
    for (const entry of this.entries) this.remove(entry);
    for (const making of this.making) making.isDropped = true;
  }

  /**
   * Rewinds the cache that a key stands on, the last one used that was not made ahead, to what it has in common with `ids`.
   * It must not be in use.
   */
  rewind(cacheKey: string, ids: readonly number[]): CacheReport {
    const entry = this.byLastUse().find((each) => each.cacheKey === cacheKey && !each.isPrepared);
    if (!entry) return this.report();
    if (entry.pins > 0) throw new Error('A cache in use cannot be rewound.');
    entry.cache.rewindTo(commonPrefixLength(entry.cache.ids, ids));
    if (entry.cache.length === 0) this.remove(entry);
    return this.report(entry);
  }

  private takenOf(entry: Entry, reuse: ReuseReport, isInPlace: boolean): TakenCache {
    let isGivenBack = false;
    const release = () => {
      if (isGivenBack) throw new Error('A cache is given back once.');
      isGivenBack = true;
      if (entry.cache.length === 0) this.remove(entry);
      this.unpin(entry);
      this.trim();
    };
    return {
      cache: entry.cache,
      reuse,
      report: () => this.report(entry),
      release,
      giveUp: () => {
        entry.cache.rewindTo(isInPlace ? reuse.reusedTokens : 0);
        release();
      },
    };
  }

  private findBest(cacheKey: string, promptIds: readonly number[], most: number): Match | undefined {
    let best: Match | undefined;
    const rank = (entry: Entry) => (entry.cacheKey === cacheKey ? this.useCount + 1 : 0) + entry.lastUse;
    for (const entry of this.entries) {
      const prefix = Math.min(commonPrefixLength(entry.cache.ids, promptIds), most);
      if (prefix === 0) continue;
      if (!best || prefix > best.prefix || (prefix === best.prefix && rank(entry) > rank(best.entry))) {
        best = { entry, prefix };
      }
    }
    return best;
  }

  /** Whether the cache itself may serve, cut to the prefix. One in use never may: two would write in it. */
  private mayUse({ entry, prefix }: Match, cacheKey: string, promptTokens: number, purpose: TakePurpose): boolean {
    const { entries, budgetBytes } = this;
    if (entry.pins > 0) return false;
    const isOwn = entry.cacheKey === cacheKey;
    const isWhole = prefix === entry.cache.length;
    if (purpose === 'prepare') return isOwn && (isWhole || entry.isPrepared);
    return isWhole || (isOwn && !keepsBranch({ entry, prefix, promptTokens }, { entries, budgetBytes }));
  }

  private takeInPlace({ entry, prefix }: Match, cacheKey: string): Entry {
    entry.pins += 1;
    entry.cacheKey = cacheKey;
    entry.cache.rewindTo(prefix);
    return entry;
  }

  /** A cache beside those there are, with a copy of what a match has in common with the prompt. It is pinned. */
  private async make(cacheKey: string, match: Match | undefined, purpose: TakePurpose): Promise<Entry> {
    const making: Making = { cacheKey, isDropped: false };
    this.making.add(making);
    try {
      const cache = match ? await this.fork(match) : this.openCache();
      const isPrepared = purpose === 'prepare' && this.entries.some((each) => each.cacheKey === cacheKey);
      const entry: Entry = { cacheId: this.nextCacheId(), cacheKey, cache, lastUse: 0, pins: 1, isPrepared };
      if (!making.isDropped) this.entries.push(entry);
      return entry;
    } finally {
      this.making.delete(making);
    }
  }

  /** The rows must not be disposed while they are copied, whatever becomes of their key. */
  private async fork({ entry, prefix }: Match): Promise<KvCache> {
    entry.pins += 1;
    try {
      return await entry.cache.fork(prefix);
    } finally {
      this.unpin(entry);
    }
  }

  /** The one way out of the pool. */
  private remove(entry: Entry): void {
    if (!this.entries.includes(entry)) return;
    this.entries = this.entries.filter((each) => each !== entry);
    this.disposeWhenDone(entry);
  }

  private unpin(entry: Entry): void {
    entry.pins -= 1;
    this.disposeWhenDone(entry);
  }

  private disposeWhenDone(entry: Entry): void {
    if (entry.pins === 0 && !this.entries.includes(entry)) entry.cache.dispose();
  }

  /** Keeps of a key's caches the one just taken, and beside it those used last: of each kind as many as it may have. */
  private removeOthersOf(cacheKey: string, taken: Entry): void {
    const places = {
      standing: standingPerKey - (taken.isPrepared ? 0 : 1),
      prepared: preparedPerKey - (taken.isPrepared ? 1 : 0),
    };
    for (const entry of this.byLastUse().filter((each) => each.cacheKey === cacheKey && each !== taken)) {
      const kind = entry.isPrepared ? 'prepared' : 'standing';
      places[kind] -= 1;
      if (places[kind] < 0) this.remove(entry);
    }
  }

  private trim(): void {
    while (heldBytesOf(this.entries) > this.budgetBytes) {
      const oldest = this.byLastUse()
        .filter((entry) => entry.pins === 0)
        .pop();
      if (!oldest) return;
      this.remove(oldest);
    }
  }

  /** The most recently used first. */
  private byLastUse(): Entry[] {
    return [...this.entries].sort((a, b) => b.lastUse - a.lastUse);
  }
}

function reuseOf(cache: KvCache, promptTokens: number): ReuseReport {
  return {
    reusedTokens: cache.length,
    preparedTokens: cache.countRows('prepared'),
    sharedTokens: cache.countRows('shared'),
    toPrefillTokens: promptTokens - cache.length,
  };
}

function stateOf(entry: Entry): CacheState {
  return {
    cacheId: entry.cacheId,
    cacheKey: entry.cacheKey,
    tokenCount: entry.cache.length,
    capacityTokens: entry.cache.capacity,
    usedBytes: entry.cache.usedBytes,
    heldBytes: entry.cache.heldBytes,
    isPrepared: entry.isPrepared,
  };
}

/** A copy: the cache itself goes on changing. */
function heldOf(entry: Entry): HeldCache {
  return { ...stateOf(entry), ids: [...entry.cache.ids], rows: [...entry.cache.rows] };
}
