import type { BuiltInFormName, FormName, FormSampling, FormTemplate } from '../../../shared/chat-form-view.ts';

/** A way to write turns for a model: text, which a model's tokenizer makes tokens of (`form-ids.ts`). */
export interface Form {
  readonly name: FormName;
  readonly template: FormTemplate;
  /** How answers are chosen where this form was chosen; null: as the model says. */
  readonly sampling: FormSampling | null;
}

export interface BuiltInForm extends Form {
  readonly name: BuiltInFormName;
}

/** Plain GPT-2 says the same words again and again where it takes the likeliest. */
export const againstLoops: FormSampling = { temperature: 0.8, topP: 0.95, repetitionPenalty: 1.1 };
