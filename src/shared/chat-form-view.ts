import type { NamedTurn } from './usage-view.ts';
import type { WireError } from './wire.ts';

/** The forms that are built in, in the order in which they are offered. */
export const builtInFormNames = ['endOfText', 'userAssistant', 'continuation'] as const;

export type BuiltInFormName = (typeof builtInFormNames)[number];
export type FormName = BuiltInFormName | 'own';

/** How turns are written for a model. */
export interface ChatFormView {
  /** Of the forms that are built in, or `own`. */
  readonly name: FormName;
  /** It was chosen by a person, by the manifest, or nobody did. */
  readonly chosenBy: 'person' | 'manifest' | 'nobody';
}

/** Where the words stand in `FormTemplate.turn`, and what stands for the token that ends a text, whatever the model calls it. */
export const userPlace = '{user}';
export const answerPlace = '{answer}';
export const endOfTextMark = '<|endoftext|>';

/** How one turn after the other is written. `endOfTextMark` stands for the model's own end token, in the opening and in the turn. */
export interface FormTemplate {
  /** Once, before the first turn; it never leaves the window. May be empty. */
  readonly opening: string;
  /** `userPlace` once, and behind it `answerPlace` once. */
  readonly turn: string;
  /** An answer ends before the first of these, besides the chat's own. May be empty. */
  readonly stopTexts: readonly string[];
}

/** What a form sets of how answers are chosen: by chance, with these, until a chat says otherwise. */
export interface FormSampling {
  readonly temperature: number;
  readonly topP: number;
  readonly repetitionPenalty: number;
}

/** A form that can be chosen for a model. */
export type FormChoice =
  | { readonly name: BuiltInFormName }
  | { readonly name: 'own'; readonly template: FormTemplate; readonly sampling: FormSampling | null };

/** Of a whole prompt: what stands before the first turn, and what a turn has besides its words. */
export interface FormTokens {
  readonly openingTokens: number;
  /** Around the words of the user, up to the answer. */
  readonly questionTokens: number;
  /** Behind the answer. */
  readonly answerTokens: number;
}

/** The form that an answer was made in: what its prompt had besides words. */
export interface UsedForm extends FormTokens {
  readonly name: FormName;
  readonly template: FormTemplate;
}

/** A form as it is offered for a model. */
export interface OfferedForm extends UsedForm {
  readonly sampling: FormSampling | null;
}

/** All forms of a model. */
export interface ModelForms {
  readonly current: ChatFormView;
  /** What it is without anybody's choice: the manifest's, or turns by the end token. */
  readonly withoutChoice: ChatFormView;
  /** The built-in ones, and the person's own once there was one, also while another is used. */
  readonly forms: readonly OfferedForm[];
}

/** A token of a prompt in the form. `opening`: before the first turn; `form`: around the words; `user`, `answer`: words. */
export interface FormToken {
  readonly id: number;
  /** What it reads as; empty of a token that only ends a character, whose text stands with the last token of that. */
  readonly text: string;
  readonly of: 'opening' | 'form' | 'user' | 'answer';
  /** It is the model's end token, which `endOfTextMark` stands for. */
  readonly isEnd: boolean;
}

export interface FormPreview extends FormTokens {
  /** In order: the opening, the sample as a whole turn, and what begins the next turn. Empty with a problem. */
  readonly tokens: readonly FormToken[];
  /** A space right before words is a token of its own, where the model was trained with the space in the word's token. */
  readonly hasLoneSpace: boolean;
  /** The texts that end an answer as this model writes them, where that is otherwise than they stand in the form; empty: it is not. */
  readonly writtenStops: readonly string[];
  /** Of the texts that end an answer those that this model can never write. */
  readonly neverStops: readonly string[];
  /** Why the form cannot be used, in a sentence of the catalogue (`badForm`); null: it can. */
  readonly problem: WireError | null;
}

/** What a chat costs once the form is another one. */
export interface FormPrice {
  /** Of what the next message will stand on: held now in just this form, and to be read. */
  readonly keptTokens: number;
  readonly readTokens: number;
  /** At the speed measured so far; null before anything was read. */
  readonly readMs: number | null;
  /** Turns that would not fit any more with what stands around them. */
  readonly forgets: readonly NamedTurn[];
  /** What must stay would fit. */
  readonly isPossible: boolean;
}
