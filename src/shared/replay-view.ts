import type { PlaceOrigin } from './cache-view.ts';

/** What a replay that is played inside a page tells that page: Escape was pressed in it. */
export const escapeMessage = 'palimpsest-replay-escape';

/**
 * What a replay plays: a chat as it was said, told in steps that were measured. Every number and every sentence is made by the
 * core; the player only draws them. Turns are named by their index in `turns`, gauges and maps by theirs.
 */
export interface Replay {
  readonly languageTag: string;
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  /** Who answered, how many turns, when. */
  readonly about: string;
  readonly turns: readonly ReplayTurn[];
  readonly steps: readonly ReplayStep[];
  readonly gauges: readonly ReplayGauge[];
  readonly maps: readonly ReplayMap[];
  /** What became of the turns for the model, in order of the steps. */
  readonly sights: readonly SightChange[];
  readonly lines: readonly SightLine[];
  readonly speeds: readonly PlayingSpeed[];
  /** The index of the speed to begin with. */
  readonly firstSpeed: number;
  readonly words: PlayerWords;
}

/** The player's own words. */
export interface PlayerWords {
  readonly transcript: string;
  readonly controls: string;
  readonly back: string;
  readonly step: string;
  readonly play: string;
  readonly pause: string;
  readonly speed: string;
  readonly position: string;
  readonly gauge: string;
  readonly places: string;
  readonly receipt: string;
  readonly noReceiptYet: string;
  readonly forgottenNext: string;
  readonly keys: string;
}

/** How fast it is played: `rate` times as fast as the pace of `measuredMs`, and what that is against how fast it was. */
export interface PlayingSpeed {
  /** Milliseconds of playing for one that was measured. */
  readonly stretch: number;
  /** Of the player's own pauses. */
  readonly pauseShare: number;
  readonly label: string;
  readonly says: string;
}

export interface ReplayTurn {
  readonly number: string;
  readonly question: ReplayMessage;
  /** Null: none was begun. */
  readonly answer: ReplayAnswer | null;
  readonly forgot: ReplayForgot | null;
}

export interface ReplayMessage {
  readonly who: string;
  readonly text: string;
}

export interface ReplayAnswer extends ReplayMessage {
  /** That it was stopped, failed or is as long as it may be; null where it ended by itself. */
  readonly ending: string | null;
  /** What its receipt says; null: it has none, which the step says. */
  readonly receipt: ReplayReceipt | null;
}

export interface ReplayReceipt {
  readonly reusedTokens: number;
  readonly prefilledTokens: number;
  readonly decodedTokens: number;
  readonly terms: readonly ReplayTerm[];
  readonly rows: readonly ReplayRow[];
}

export interface ReplayTerm {
  readonly kind: 'reused' | 'read' | 'written' | 'other';
  readonly words: string;
}

export interface ReplayRow {
  readonly name: string;
  readonly value: string;
}

export interface ReplayForgot {
  readonly turns: readonly number[];
  readonly says: string;
  readonly names: readonly string[];
  readonly more: string | null;
}

/** `told`: an answer without a receipt. */
export type StepKind = 'said' | 'forgot' | 'read' | 'wrote' | 'told';

export interface ReplayStep {
  readonly kind: StepKind;
  readonly turn: number;
  readonly gauge: number;
  readonly map: number;
  /** One sentence: what happens here. */
  readonly says: string;
  /** How long it took by the engine's clock; null where nothing was measured. */
  readonly measuredMs: number | null;
}

export interface ReplaySegment {
  /** `prompt`: all that was sent, where it is not known which turn has which tokens. `opening`: the form's text before the first turn. */
  readonly kind: 'opening' | 'turn' | 'pinned' | 'draft' | 'answer' | 'prompt';
  /** Null of `prompt` and `opening`. */
  readonly turn: number | null;
  readonly tokens: number;
  readonly leaves: boolean;
}

export interface ReplayGauge {
  readonly segments: readonly ReplaySegment[];
  readonly usedTokens: number;
  readonly draftTokens: number;
  /** Null: how large the window was is not known. */
  readonly windowTokens: number | null;
  readonly limitTokens: number | null;
  readonly counts: string;
  readonly sentence: string;
  readonly tone: 'ok' | 'notice' | 'warn';
}

export interface ReplayPlaces {
  readonly kind: PlaceOrigin;
  readonly tokens: number;
}

export interface ReplayMap {
  readonly places: readonly ReplayPlaces[];
  /** Null: how large the window was is not known. */
  readonly windowTokens: number | null;
  readonly title: string;
  readonly says: string;
  readonly legend: readonly { readonly kind: PlaceOrigin | 'free'; readonly name: string; readonly count: string }[];
}

/** From the step on the model sees a turn, or does not. */
export interface SightChange {
  readonly step: number;
  readonly turn: number;
  readonly sight: 'seen' | 'forgotten' | 'leftOut' | 'unanswered';
  /** Null: seen. */
  readonly says: string | null;
}

/** Where the model's sight begins, or began earlier (`stratum`): drawn above a turn from a step on, until another. */
export interface SightLine {
  readonly kind: 'now' | 'stratum';
  readonly aboveTurn: number;
  readonly from: number;
  /** The first step without it; null: to the end. */
  readonly until: number | null;
  readonly says: string;
}
