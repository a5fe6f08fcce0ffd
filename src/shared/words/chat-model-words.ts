import type { ModelPrice } from '../chat-model-view.ts';

/** What is said of the model that a chat goes on with. */
export interface ChatModelWords {
  /** The chat goes on with another model than the one that is loaded. */
  readonly other: (own: string, inUse: string) => string;
  /** Its model is not here. */
  readonly gone: (own: string) => string;
  readonly use: (name: string) => string;
  readonly goOn: (name: string) => string;
  /** What choosing asks of a person who hears no line. */
  readonly choice: string;
  /** What it takes to go on with a model; `names` are those of the turns that it would not see any more. */
  readonly price: (price: ModelPrice) => string;
  readonly forgets: (names: readonly string[], more: number) => string;
  readonly notPossible: (name: string) => string;
  readonly loads: (bytes: number) => string;
  /** How many tokens an answer of another model is for the one in use. */
  readonly recounted: (tokens: number, name: string) => string;
  readonly afterAnswers: (name: string) => string;
  readonly loading: (name: string) => string;
  readonly stop: string;
  /** `why` is the failure's own sentence. */
  readonly refused: (name: string, why: string, inUse: string) => string;
  /** Where there seems to be too little memory for it. */
  readonly loadAnyway: string;
  /** The door in the chat's header, and what it opens. */
  readonly model: (name: string) => string;
  readonly modelSays: string;
  readonly menu: string;
  readonly item: (name: string, isChosen: boolean) => string;
  readonly title: (name: string) => string;
  readonly lead: string;
  readonly counting: string;
  readonly cancel: string;
}
