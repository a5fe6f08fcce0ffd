export type GaugeLevel = 'ok' | 'notice' | 'warn' | 'over';

export interface NamedTurn {
  readonly turnId: number;
  readonly name: string;
  readonly tokens: number;
}

export interface GaugeSegment {
  /** `opening`: what the form of the model has before the first turn; it never leaves. */
  readonly type: 'opening' | 'turn' | 'pinned' | 'draft' | 'reserve' | 'free';
  readonly tokens: number;
  readonly turn: NamedTurn | null;
  readonly isForgottenNext: boolean;
}

/** What sending the draft as it stands would do. With an empty draft: what the next send will do at least. */
export type SendingView =
  | { readonly type: 'fits' }
  | {
      readonly type: 'forgets';
      readonly turns: readonly NamedTurn[];
      readonly forgottenTokens: number;
      /** What must be read again, if nothing is prepared, and how long that takes at the speed measured so far. */
      readonly rereadTokens: number;
      readonly rereadMs: number | null;
    }
  | {
      readonly type: 'cannotFit';
      readonly overByTokens: number;
      readonly cause: CannotFitCause;
      /**
       * How many UTF-16 units of the draft's beginning, and of its end, could be sent. Null where cutting the draft is not what
       * helps or where not one character could be, and with what is no measurement of a draft.
       */
      readonly fittingStart: number | null;
      readonly fittingEnd: number | null;
    };

/** `opening`: the form's own text fills all that the reply leaves. `neverForget`: something would have to leave, and by the chat's policy nothing does. */
export type CannotFitCause = 'opening' | 'draft' | 'pins' | 'lastExchange' | 'neverForget';

/** The gauge: window (as much of the model's as the chat uses) = limit + reserve; level = (used + draft) / limit at 75 %, 90 %, above 100 %. */
export interface Usage {
  readonly windowTokens: number;
  readonly reserveTokens: number;
  readonly limitTokens: number;
  readonly usedTokens: number;
  readonly draftTokens: number;
  readonly level: GaugeLevel;
  readonly segments: readonly GaugeSegment[];
  readonly sending: SendingView;
  /** Turns like those so far that still fit; null before the third, and where the next send forgets. */
  readonly roomForTurns: number | null;
  /** What leaves once the limit is passed by a single token; null where the next send forgets or cannot fit anyway, or would not fit then. */
  readonly nextForgets: NextForgets | null;
}

export interface NextForgets {
  readonly turns: number;
  readonly tokens: number;
}
