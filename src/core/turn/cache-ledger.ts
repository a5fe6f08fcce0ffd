import { commonPrefixLength } from '../../shared/common-prefix.ts';
import type { CacheReport, HeldCache, RowRun } from '../../shared/engine-contract.ts';
import { ReadTurns } from './turn-spans.ts';

/** What a chat's own cache held when it was last heard of, and in which engine: it may be gone since. */
export interface LastHeld {
  readonly ids: readonly number[];
  readonly generation: number;
  readonly modelKey: string;
}

/** Which engine a report comes from. */
export interface ReportSource {
  readonly generation: number;
  readonly modelKey: string;
}

/**
 * What the engine holds for each chat, kept from the engine's own reports and from nothing else: the one place where the map,
 * the list of caches, and the reasons of losses look. It outlives the chats in memory and every engine.
 */
export class CacheLedger {
  private readonly onNoted: () => void;
  private generation = 0;
  /** The most recently used first, as the engine lists them. */
  private held: readonly HeldCache[] = [];
  private readonly last = new Map<string, LastHeld>();
  private readonly read = new Map<string, ReadTurns>();
  private modelKey: string | null = null;

  /** `onNoted` is called when what is held may be different. */
  constructor(onNoted: () => void) {
    this.onNoted = onNoted;
  }

  /** Takes a report. One of an engine before the present one says nothing any more. */
  note(report: CacheReport, source: ReportSource): void {
    if (source.generation < this.generation) return;
    if (source.generation > this.generation) this.held = [];
    if (source.modelKey !== this.modelKey) this.read.clear();
    this.generation = source.generation;
    this.modelKey = source.modelKey;
    const known = new Map(this.held.map((cache) => [cache.cacheId, cache]));
    this.held = report.caches.map((state) => {
      const told = report.cache?.cacheId === state.cacheId ? report.cache : known.get(state.cacheId);
      return { ...state, ...firstRows(told, state.tokenCount) };
    });
    this.onNoted();
    const { cache } = report;
    if (!cache || cache.isPrepared) return;
    this.last.set(cache.cacheKey, { ids: cache.ids, generation: source.generation, modelKey: source.modelKey });
  }

  /** The engine is gone with all it held. What each chat had is remembered, so that its loss can be explained. */
  whenEngineGone(): void {
    this.held = [];
    this.onNoted();
  }

  /** An engine ended before it could report what an answer had brought into a chat's cache: so much is known to be gone. */
  noteGone(cacheKey: string, last: LastHeld): void {
    this.last.set(cacheKey, last);
  }

  /** Nobody will ask for this chat's caches again. */
  forget(cacheKey: string): void {
    this.last.delete(cacheKey);
    this.read.delete(cacheKey);
  }

  caches(): readonly HeldCache[] {
    return this.held;
  }

  /** Tokens in the cache that a key stands on, or in its only one; 0 without any. */
  tokensOf(cacheKey: string): number {
    const own = this.held.filter((cache) => cache.cacheKey === cacheKey);
    return (own.find((cache) => !cache.isPrepared) ?? own[0])?.tokenCount ?? 0;
  }

  /** Of a key's caches the one that serves a prompt of these ids best, and how many of them it holds; null without any. */
  best(cacheKey: string, ids: readonly number[]): { readonly cache: HeldCache; readonly tokens: number } | null {
    let best: { readonly cache: HeldCache; readonly tokens: number } | null = null;
    for (const cache of this.held) {
      if (cache.cacheKey !== cacheKey) continue;
      const tokens = commonPrefixLength(cache.ids, ids);
      const isBetter = !best || tokens > best.tokens || (tokens === best.tokens && best.cache.isPrepared);
      if (isBetter) best = { cache, tokens };
    }
    return best;
  }

  /** How many of a prompt's first ids the best of all caches holds, whosever it is: what the engine will take. */
  reusableTokens(ids: readonly number[]): number {
    return this.held.reduce((most, cache) => Math.max(most, commonPrefixLength(cache.ids, ids)), 0);
  }

  /** What of a chat's turns went through the present model so far. */
  readTurns(cacheKey: string): ReadTurns {
    const known = this.read.get(cacheKey);
    if (known) return known;
    const turns = new ReadTurns();
    this.read.set(cacheKey, turns);
    return turns;
  }

  lastHeld(cacheKey: string): LastHeld | null {
    return this.last.get(cacheKey) ?? null;
  }
}

/** What is known of a cache's first rows. A cache that the reports have not described yet is known by its size alone. */
function firstRows(cache: HeldCache | undefined, tokenCount: number): Pick<HeldCache, 'ids' | 'rows'> {
  if (!cache) return { ids: [], rows: [] };
  if (cache.ids.length <= tokenCount) return { ids: cache.ids, rows: cache.rows };
  return { ids: cache.ids.slice(0, tokenCount), rows: firstRuns(cache.rows, tokenCount) };
}

/** The runs of the first `tokens` rows. */
export function firstRuns(rows: readonly RowRun[], tokens: number): RowRun[] {
  const runs: RowRun[] = [];
  let left = tokens;
  for (const run of rows) {
    if (left === 0) break;
    const taken = Math.min(run.tokens, left);
    runs.push({ origin: run.origin, tokens: taken });
    left -= taken;
  }
  return runs;
}
