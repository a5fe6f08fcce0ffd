/** What is said of a model, of what goes out of this computer, and of a draft that the model cannot read well. */
export interface ModelWordsShown {
  /** What the door in the sidebar's foot is for. */
  readonly about: (name: string) => string;
  /** What it can do, in a line. */
  readonly does: { readonly bundled: string; readonly other: string };
  readonly parameters: string;
  readonly window: string;
  /** About so many pages of English text. */
  readonly windowSays: (tokens: number) => string;
  readonly precision: string;
  readonly precisionSays: (name: string) => string;
  readonly device: string;
  readonly languages: string;
  /** BCP 47 tags; null: not known. */
  readonly languagesSays: (tags: readonly string[] | null) => string;
  readonly licence: string;
  readonly notKnown: string;
  readonly network: string;
  readonly close: string;
  readonly knowsOnly: (languages: readonly string[]) => string;
  /** Of a draft in another script. */
  readonly otherScript: (languages: readonly string[], tokens: number, characters: number) => string;
}

export interface RequestsWords {
  /** `refused`: null where nobody can tell. */
  readonly line: (sent: number, refused: number | null) => string;
  readonly says: (sent: number, refused: number | null, sinceMs: number) => string;
}
