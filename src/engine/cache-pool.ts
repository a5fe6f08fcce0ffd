import { commonPrefixLength } from '../shared/common-prefix.ts';
import type { CacheReport, CacheState, HeldCache, ReuseReport } from '../shared/engine-contract.ts';
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
  isPinned: boolean;
  /** Made ahead for a prompt that has not come yet; the key's other cache is still the one its chat stands on. */
  isPrepared: boolean;
}

/** An entry that has a beginning in common with a prompt, of so many tokens. */
interface Match {
  readonly entry: Entry;
  readonly prefix: number;
}

export type TakePurpose = 'generate' | 'prepare';

export interface CachePoolOptions {
  readonly openCache: () => KvCache;
  readonly budgetBytes: number;
  /** Gives a number that no cache has had. Defaults to counting from 1. */
  readonly nextCacheId?: () => number;
}

const cachesPerKey = 2;

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
  private useCount = 0;

  constructor({ openCache, budgetBytes, nextCacheId = openCacheIds() }: CachePoolOptions) {
    this.openCache = openCache;
    this.budgetBytes = budgetBytes;
    this.nextCacheId = nextCacheId;
  }

  /**
   * The best cache for `promptIds`, labelled with `cacheKey`. For `generate` at least one token of the prompt is left to run,
   * since there are no logits without; a cache of the same key is rewound. For `prepare` the rows that the key's chat stands
   * on are never given up: unless the prompt only goes on from them, it gets a second cache. When there is no memory for a
   * copy, the pool is as it was.
   */
  take(cacheKey: string, promptIds: readonly number[], purpose: TakePurpose): TakenCache {
    const most = purpose === 'generate' ? promptIds.length - 1 : promptIds.length;
    const match = this.findBest(cacheKey, promptIds, most);
    const isForeign = match !== undefined && match.entry.cacheKey !== cacheKey;
    const entry = this.entryFor(cacheKey, match, purpose);
    const isNew = entry !== match?.entry;
    if (isForeign) entry.cache.relabelRows('shared');
    const reuse = reuseOf(entry.cache, promptIds.length);
    if (purpose === 'generate') {
      entry.isPrepared = false;
      entry.cache.relabelRows('reused');
    }
    entry.cache.addsRowsAs = purpose === 'generate' ? 'read' : 'prepared';
    entry.lastUse = ++this.useCount;
    entry.isPinned = true;
    this.dropOthersOf(cacheKey, entry);
    this.trim();
    return {
      cache: entry.cache,
      reuse,
      report: () => this.report(entry),
      release: () => this.release(entry),
      giveUp: () => {
        entry.cache.rewindTo(isNew ? 0 : reuse.reusedTokens);
        this.release(entry);
      },
    };
  }

  /** All caches there are, the most recently used first; and `entry`, if it is one of them. */
  report(entry?: Entry): CacheReport {
    const isAlive = entry !== undefined && this.entries.includes(entry);
    return {
      cache: isAlive ? heldOf(entry) : null,
      caches: [...this.entries].sort((a, b) => b.lastUse - a.lastUse).map(stateOf),
    };
  }

  /** Forgets a key's caches. One that is in use is finished with first, and does not come back. */
  drop(cacheKey: string): CacheReport {
    this.entries = this.entries.filter((entry) => entry.cacheKey !== cacheKey);
    return this.report();
  }

  /**
   * Rewinds the cache that a key stands on, the last one used that was not made ahead, to what it has in common with `ids`.
   * It must not be in use.
   */
  rewind(cacheKey: string, ids: readonly number[]): CacheReport {
    const entry = this.entries
      .filter((each) => each.cacheKey === cacheKey && !each.isPrepared)
      .sort((a, b) => b.lastUse - a.lastUse)[0];
    if (!entry) return this.report();
    if (entry.isPinned) throw new Error('A cache in use cannot be rewound.');
    entry.cache.rewindTo(commonPrefixLength(entry.cache.ids, ids));
    if (entry.cache.length === 0) this.remove(entry);
    return this.report(entry);
  }

  private release(entry: Entry): void {
    entry.isPinned = false;
    if (entry.cache.length === 0) this.remove(entry);
    this.trim();
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

  private entryFor(cacheKey: string, match: Match | undefined, purpose: TakePurpose): Entry {
    if (!match) return this.add(cacheKey, this.openCache(), purpose);
    const { entry, prefix } = match;
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
    const cacheId = this.nextCacheId();
    const entry: Entry = { cacheId, cacheKey, cache, lastUse: 0, isPinned: false, isPrepared };
    this.entries.push(entry);
    return entry;
  }

  private remove(entry: Entry): void {
    this.entries = this.entries.filter((each) => each !== entry);
  }

  /** Keeps two caches of a key: the one just taken, and the one its chat stands on or else the most recent. */
  private dropOthersOf(cacheKey: string, taken: Entry): void {
    const others = this.entries.filter((entry) => entry.cacheKey === cacheKey && entry !== taken);
    others.sort((a, b) => Number(a.isPrepared) - Number(b.isPrepared) || b.lastUse - a.lastUse);
    const dropped = new Set(others.slice(cachesPerKey - 1));
    this.entries = this.entries.filter((entry) => !dropped.has(entry));
  }

  private trim(): void {
    const heldBytes = () => this.entries.reduce((sum, entry) => sum + entry.cache.heldBytes, 0);
    while (heldBytes() > this.budgetBytes) {
      const idle = this.entries.filter((entry) => !entry.isPinned).sort((a, b) => a.lastUse - b.lastUse);
      if (!idle[0]) return;
      this.remove(idle[0]);
    }
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
