import type { PlaceRun } from '../../shared/cache-view.ts';
import { commonPrefixLength } from '../../shared/common-prefix.ts';
import type { HeldCache } from '../../shared/engine-contract.ts';
import { type CacheLedger, firstRuns } from './cache-ledger.ts';
import type { ChatState } from './chat-state.ts';
import { cacheKeyOf } from './turn-context.ts';
import { openingSpans, placesOf } from './turn-spans.ts';

/** The window's places, and the cache they are held in: null while an answer is written, whose cache grows, or without any. */
export interface WindowPlaces {
  readonly places: readonly PlaceRun[];
  readonly heldTokens: number;
  readonly cache: HeldCache | null;
}

/** The places of the window as it stands: by the answer under way once the engine has begun it, else by the ledger. */
export function windowPlaces(chat: ChatState, ledger: CacheLedger): WindowPlaces {
  const turns = chat.seen();
  const model = chat.model();
  const opening = model ? openingSpans(model.form) : [];
  const spans = [...opening, ...turns.map((turn) => ({ turnId: turn.id, tokens: turn.tokenCount }))];
  if (spans.length === 0) return { places: [], heldTokens: 0, cache: null };
  const ids = chat.promptIds(turns, null);
  const { live } = chat;
  if (live?.reuse) {
    const heldTokens = commonPrefixLength(live.heldIds(), ids);
    return { places: placesOf(spans, firstRuns(live.heldRows(), heldTokens)), heldTokens, cache: null };
  }
  const best = ledger.best(cacheKeyOf(chat.id), ids);
  if (!best) return { places: placesOf(spans, []), heldTokens: 0, cache: null };
  const rows = firstRuns(best.cache.rows, best.tokens);
  return { places: placesOf(spans, rows), heldTokens: best.tokens, cache: best.cache };
}

/** The places held while an answer is written: all that the engine holds, unless turns were changed since it began. */
export function liveHeldTokens(chat: ChatState, ledger: CacheLedger): number {
  const { live } = chat;
  if (!live) return 0;
  return chat.isWindowAsSent ? live.heldTokens : windowPlaces(chat, ledger).heldTokens;
}
