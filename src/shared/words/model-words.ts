/** What is said of how a model computes, and of a draft that it cannot read well. */
export interface ModelWordsShown {
  readonly precisionSays: (name: string) => string;
  readonly knowsOnly: (languages: readonly string[]) => string;
  /** Of a draft in another script. */
  readonly otherScript: (languages: readonly string[], tokens: number, characters: number) => string;
}

export interface RequestsWords {
  /** `refused`: null where nobody can tell. */
  readonly line: (sent: number, refused: number | null) => string;
  readonly says: (sent: number, refused: number | null, sinceMs: number) => string;
}
