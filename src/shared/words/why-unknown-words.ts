/** Why a turn that is asked for is not in the model's sight. */
export type OutOfSight = 'forgotten' | 'hidden' | 'unanswered';

/** Under an answer: that what was asked for stands in a turn that the model did not see. */
export interface WhyUnknownWords {
  /** In front of the turn's name, by which it is shown: where the user's own words told it. */
  readonly said: Readonly<Record<OutOfSight, string>>;
  /** The same where the model's did, or both together. */
  readonly wasSaid: Readonly<Record<OutOfSight, string>>;
  readonly turn: (name: string) => string;
  readonly showSays: string;
  readonly bringBack: string;
  readonly price: (rereadTokens: number, rereadMs: number | null) => string;
  /** What the model would forget for it. */
  readonly leaves: (turnNames: readonly string[]) => string;
  readonly switchOff: string;
  readonly switchOffSays: string;
  readonly setting: string;
  readonly settingSays: string;
}
