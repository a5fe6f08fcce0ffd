import { commonPrefixLength } from '../shared/common-prefix.ts';
import type { CacheState, ReuseReport } from '../shared/engine-contract.ts';
import type { KvCache } from './kv-cache.ts';

/** A cache taken from the pool, rewound to what it has in common with a prompt. It is pinned until it is released. */
export interface TakenCache extends ReuseReport {
  readonly cache: KvCache;
  state(): CacheState;
  release(): void;
}

interface Entry {
  cacheKey: string;
  readonly cache: KvCache;
  lastUse: number;
  isPinned: boolean;
  /** Made ahead for a prompt that has not come yet; the key's other cache is still the one its chat stands on. */
  isPrepared: boolean;
}

export type TakePurpose = 'generate' | 'prepare';

const cachesPerKey = 2;

/**
 * The caches of recent chats under a byte budget. A prompt gets the cache that has the longest prefix in common with it,
 * whosever it is; what is pushed out is what was used longest ago, never a pinned one.
 */
export class CachePool {
  private readonly openCache: () => KvCache;
  private readonly budgetBytes: number;
  private entries: Entry[] = [];
  private useCount = 0;

  constructor(openCache: () => KvCache, budgetBytes: number) {
    this.openCache = openCache;
    this.budgetBytes = budgetBytes;
  }

  /**
   * The best cache for `promptIds`, labelled with `cacheKey`. For `generate` at least one token of the prompt is left to run,
   * since there are no logits without; a cache of the same key is rewound. For `prepare` the rows that the key's chat stands
   * on are never given up: unless the prompt only goes on from them, it gets a second cache.
   */
  take(cacheKey: string, promptIds: readonly number[], purpose: TakePurpose): TakenCache {
    const lostTokens = this.lostTokens(cacheKey, promptIds);
    const most = purpose === 'generate' ? promptIds.length - 1 : promptIds.length;
    const best = this.findBest(cacheKey, promptIds, most);
    const entry = this.entryFor(cacheKey, best, purpose);
    if (purpose === 'generate') entry.isPrepared = false;
    entry.lastUse = ++this.useCount;
    entry.isPinned = true;
    this.dropOthersOf(cacheKey, entry);
    this.trim();
    const reusedTokens = entry.cache.length;
    return {
      cache: entry.cache,
      reusedTokens,
      toPrefillTokens: promptIds.length - reusedTokens,
      lostTokens,
      state: () => stateOf(entry),
      release: () => {
        entry.isPinned = false;
        this.trim();
      },
    };
  }

  list(): readonly CacheState[] {
    return [...this.entries].sort((a, b) => b.lastUse - a.lastUse).map(stateOf);
  }

  /** The state of a key's most recent cache, or of none. */
  stateFor(cacheKey: string): CacheState {
    const none: CacheState = { cacheKey, tokenCount: 0, capacityTokens: 0, usedBytes: 0, heldBytes: 0 };
    return this.list().find((state) => state.cacheKey === cacheKey) ?? none;
  }

  /** Forgets a key's caches. One that is in use is finished with first and then gone. */
  drop(cacheKey: string): void {
    this.entries = this.entries.filter((entry) => entry.cacheKey !== cacheKey);
  }

  private findBest(cacheKey: string, promptIds: readonly number[], most: number) {
    let best: { readonly entry: Entry; readonly prefix: number } | undefined;
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

  private entryFor(
    cacheKey: string,
    best: { readonly entry: Entry; readonly prefix: number } | undefined,
    purpose: TakePurpose,
  ): Entry {
    if (!best) return this.add(cacheKey, this.openCache(), purpose);
    const { entry, prefix } = best;
    const isOwn = entry.cacheKey === cacheKey;
    const isWhole = prefix === entry.cache.length;
    const mayUse = purpose === 'generate' ? isWhole || isOwn : isOwn && (isWhole || entry.isPrepared);
    if (!mayUse) return this.add(cacheKey, entry.cache.fork(prefix), purpose);
    entry.cacheKey = cacheKey;
    entry.cache.rewindTo(prefix);
    return entry;
  }

  private add(cacheKey: string, cache: KvCache, purpose: TakePurpose): Entry {
    const isPrepared = purpose === 'prepare' && this.entries.some((entry) => entry.cacheKey === cacheKey);
    const entry: Entry = { cacheKey, cache, lastUse: 0, isPinned: false, isPrepared };
    this.entries.push(entry);
    return entry;
  }

  /** Keeps two caches of a key: the one just taken, and the one its chat stands on or else the most recent. */
  private dropOthersOf(cacheKey: string, taken: Entry): void {
    const others = this.entries.filter((entry) => entry.cacheKey === cacheKey && entry !== taken);
    others.sort((a, b) => Number(a.isPrepared) - Number(b.isPrepared) || b.lastUse - a.lastUse);
    const dropped = new Set(others.slice(cachesPerKey - 1));
    this.entries = this.entries.filter((entry) => !dropped.has(entry));
  }

  /** What was cached for this key and is of no use to this prompt, seen from the key's best cache. */
  private lostTokens(cacheKey: string, promptIds: readonly number[]): number {
    let bestPrefix = -1;
    let lost = 0;
    for (const { cacheKey: key, cache } of this.entries) {
      if (key !== cacheKey) continue;
      const prefix = commonPrefixLength(cache.ids, promptIds);
      if (prefix <= bestPrefix) continue;
      bestPrefix = prefix;
      lost = cache.length - prefix;
    }
    return lost;
  }

  private trim(): void {
    const heldBytes = () => this.entries.reduce((sum, entry) => sum + entry.cache.heldBytes, 0);
    while (heldBytes() > this.budgetBytes) {
      const idle = this.entries.filter((entry) => !entry.isPinned).sort((a, b) => a.lastUse - b.lastUse);
      if (idle.length === 0) return;
      this.entries = this.entries.filter((entry) => entry !== idle[0]);
    }
  }
}

function stateOf(entry: Entry): CacheState {
  return {
    cacheKey: entry.cacheKey,
    tokenCount: entry.cache.length,
    capacityTokens: entry.cache.capacity,
    usedBytes: entry.cache.usedBytes,
    heldBytes: entry.cache.heldBytes,
  };
}
