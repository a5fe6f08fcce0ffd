import type { ChatFormView, FormName, FormPrice, FormSampling, FormToken, FormTokens } from '../chat-form-view.ts';

/** How turns are written for a model: choosing a form, and writing one's own. */
export interface FormWords {
  readonly title: string;
  readonly intro: string;
  /** Beside the title: which model it is about. */
  readonly of: (modelName: string) => string;
  /** Told once a form was chosen. */
  readonly taken: (name: FormName) => string;
  readonly names: Readonly<Record<FormName, string>>;
  readonly says: Readonly<Record<FormName, string>>;
  readonly chosenBy: Readonly<Record<ChatFormView['chosenBy'], string>>;
  /** What a form has besides words: `turn` of each turn, and `opening` once. */
  readonly tokens: (tokens: FormTokens) => string;
  /** How answers are chosen with it; null: as the model says. */
  readonly sampling: (sampling: FormSampling | null) => string;
  /** In the empty message box, where there is nobody to talk to. */
  readonly goOnPlaceholder: string;
  readonly use: string;
  readonly withoutChoice: string;
  /** What a change costs the chat that is open. */
  readonly price: (price: FormPrice) => string;
  readonly editor: {
    readonly opening: string;
    readonly openingSays: string;
    readonly turn: string;
    readonly turnSays: string;
    readonly stopTexts: string;
    readonly stopTextsSays: string;
    readonly samples: string;
    readonly temperature: string;
    readonly topP: string;
    readonly repetitionPenalty: string;
    /** A new one begins with this. */
    readonly startFrom: (name: string) => string;
  };
  readonly preview: {
    readonly title: string;
    readonly says: string;
    /** A turn to show the form with. */
    readonly sample: { readonly user: string; readonly answer: string };
    readonly kinds: Readonly<Record<FormToken['of'], string>>;
    readonly token: (token: FormToken) => string;
    readonly loneSpace: string;
    readonly writtenStops: (texts: readonly string[]) => string;
    readonly neverStops: (texts: readonly string[]) => string;
  };
}
