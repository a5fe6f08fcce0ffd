import * as z from 'zod/mini';
import {
  builtInFormNames,
  type FormChoice,
  type FormPreview,
  type FormPrice,
  type ModelForms,
} from './chat-form-view.ts';
import { formLimits } from './form-limits.ts';
import { call } from './wire.ts';

const text = z.string().check(z.maxLength(formLimits.textLength));
const sampleWords = z.string().check(z.maxLength(2_000));
const stopText = z.string().check(z.minLength(1), z.maxLength(formLimits.stopTextLength));
const stopTexts = z.readonly(z.array(stopText).check(z.maxLength(formLimits.stopTexts)));

const sampling = z.object({
  temperature: z.number().check(z.minimum(0.01), z.maximum(10)),
  topP: z.number().check(z.positive(), z.maximum(1)),
  repetitionPenalty: z.number().check(z.minimum(0.1), z.maximum(10)),
});

/** A form that a person chooses: one that is built in, or a template of their own. */
export const formChoice = z.union([
  z.object({ name: z.enum(builtInFormNames) }),
  z.object({
    name: z.literal('own'),
    template: z.object({ opening: text, turn: text, stopTexts }),
    sampling: z.nullable(sampling),
  }),
]) satisfies z.ZodMiniType<FormChoice>;

/** The current one where it is null. */
const ofModel = { modelId: z.nullable(z.string().check(z.maxLength(1_000))) };

/** What a page can ask about how turns are written for a model. */
export const formContract = {
  'model.form.view': call<ModelForms>()(z.object(ofModel)),
  /** The exact tokens of a sample in a form that need not be chosen. Changes nothing; what is wrong with it is told in the answer. */
  'model.form.preview': call<FormPreview>()(
    z.object({ ...ofModel, form: formChoice, sample: z.object({ user: sampleWords, answer: sampleWords }) }),
  ),
  /** What it would cost a chat that the form of the current model becomes this one. Null: as nobody chose one. Throws `badForm`. */
  'model.form.price': call<FormPrice>()(
    z.object({ chatId: z.int().check(z.positive()), form: z.nullable(formChoice) }),
  ),
  /** Keeps it for this model, from the next message on, in all chats. Null: as nobody chose one. Throws `badForm`, `waitForAnswers`. */
  'model.form.set': call<ModelForms>()(z.object({ ...ofModel, form: z.nullable(formChoice) })),
};
