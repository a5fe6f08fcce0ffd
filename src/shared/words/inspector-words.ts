import type { PlaceOrigin } from '../cache-view.ts';
import type { LostBecause, Receipt } from '../receipt-view.ts';

export type CacheFactor = 'keysAndValues' | 'layers' | 'tokens' | 'heads' | 'headSize' | 'valueBytes';

/** A factor of a product, and what it counts. */
export interface FactorWords {
  readonly words: (value: number) => string;
  readonly says: string;
}

/** The inspector: what stands in the window's places, what that costs, and how the last turn went. */
export interface InspectorWords {
  readonly name: string;
  readonly tabs: { readonly window: string; readonly cache: string };
  readonly places: (windowTokens: number) => string;
  readonly placesSay: string;
  readonly whatIsToken: string;
  readonly kinds: Readonly<Record<PlaceOrigin | 'free', string>>;
  /** What each kind means. */
  readonly kindsSay: Readonly<Record<PlaceOrigin | 'free', string>>;
  /** The map in words: each kind that there is. */
  readonly map: (counts: readonly { readonly kind: PlaceOrigin | 'free'; readonly tokens: number }[]) => string;
  /** How many places are used, and how many of these the engine holds. */
  readonly heldOfUsed: (held: number, used: number) => string;
  /** Instead of the places, while the engine cannot be asked. */
  readonly unknownPlaces: string;
  readonly memory: string;
  /** What a cache must take, factor by factor. */
  readonly factors: Readonly<Record<CacheFactor, FactorWords>>;
  readonly computed: (bytes: number) => string;
  readonly measured: (usedBytes: number, heldBytes: number, capacity: number) => string;
  readonly measuredLater: string;
  readonly prepared: (tokens: number) => string;
  readonly lastTurn: string;
  /** Of the last turn that has ended, while another is answered. */
  readonly turnBefore: string;
  readonly noTurn: string;
  readonly rows: {
    readonly reused: string;
    readonly prepared: string;
    readonly shared: string;
    readonly read: string;
    readonly unread: string;
    readonly reread: string;
    readonly takenOver: string;
    readonly written: string;
    readonly prefill: string;
    readonly firstToken: string;
    readonly speed: string;
    readonly endedBy: string;
    readonly seed: string;
    readonly form: string;
    readonly device: string;
  };
  readonly deviceIs: (provider: string, precision: string) => string;
  /** What a row's name means, where it is no everyday word. */
  readonly rowsSay: Readonly<Record<'reused' | 'read' | 'written' | 'firstToken', string>>;
  readonly endedBy: Readonly<Record<Receipt['endedBy'], string>>;
  /** Behind what it is the reason of. */
  readonly since: (because: string) => string;
  readonly lostBecause: Readonly<Record<LostBecause, string>>;
  readonly nothing: string;
  readonly caches: string;
  readonly columns: { readonly chat: string; readonly tokens: string; readonly held: string };
  readonly total: string;
  /** What a cache is for, beside its chat's title. */
  readonly cacheKinds: {
    readonly main: string;
    readonly prepared: string;
    readonly shown: string;
    readonly deleted: string;
  };
  readonly noCaches: string;
  readonly cacheExplained: string;
}
