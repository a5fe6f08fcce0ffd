/** What is said in a stage of the tour, made of what was measured on the way. */
export interface TourStageFacts {
  readonly usedWindowTokens: number;
  readonly toldTokens: number;
  readonly forgottenCount: number;
  readonly knewWithout: boolean;
  readonly knewAgain: boolean;
  readonly name: string;
}

/** The tour that shows how a window forgets. */
export interface TourWords {
  readonly offer: string;
  readonly orTalk: string;
  /** What a screen reader calls the card. */
  readonly card: string;
  readonly place: (stage: number, stages: number) => string;
  readonly next: string;
  readonly end: string;
  readonly skip: string;
  readonly busy: string;
  readonly title: string;
  /** What is said to the model, which may know English only. */
  readonly name: string;
  readonly telling: string;
  readonly question: string;
  readonly fillers: readonly string[];
  readonly stages: {
    readonly told: (facts: TourStageFacts) => string;
    readonly filled: (facts: TourStageFacts) => string;
    readonly asked: (facts: TourStageFacts) => string;
    readonly forgotten: (facts: TourStageFacts) => string;
    readonly bringBack: (facts: TourStageFacts) => string;
    readonly known: (facts: TourStageFacts) => string;
  };
}
