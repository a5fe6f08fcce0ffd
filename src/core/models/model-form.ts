import type {
  BuiltInFormName,
  ChatFormView,
  FormChoice,
  FormSampling,
  FormTemplate,
  FormTokens,
  UsedForm,
} from '../../shared/chat-form-view.ts';
import type { ChatSettings } from '../../shared/settings.ts';
import { builtInForms } from '../text/forms/built-in-forms.ts';
import type { Form } from '../text/forms/form.ts';
import { type FormEncoding, type FormIds, formIdsOf, formTokensOf, refuseTooLongForm } from '../text/forms/form-ids.ts';

/** How turns are written for one model: a form in its vocabulary, and who chose it. */
export interface ModelForm extends ChatFormView, FormTokens {
  readonly template: FormTemplate;
  readonly sampling: FormSampling | null;
  readonly ids: FormIds;
}

export interface FormSurroundings extends FormEncoding {
  readonly windowTokens: number;
}

/** A form that is built in, or the one that a template of a person's own is. */
export function formOfChoice(choice: FormChoice): Form {
  return choice.name === 'own' ? choice : builtInForms[choice.name];
}

/** The form that a person chose. Throws `badForm` where it is none, or too long for the model. */
export function chosenForm(choice: FormChoice, surroundings: FormSurroundings): ModelForm {
  return modelForm(formOfChoice(choice), 'person', surroundings);
}

/** The form of a model for which nobody chose one: the manifest's, else turns by the end token. */
export function formWithoutChoice(named: BuiltInFormName | null, surroundings: FormSurroundings): ModelForm {
  const { form, chosenBy } = namedForm(named);
  return modelForm(form, chosenBy, surroundings);
}

function namedForm(named: BuiltInFormName | null) {
  return named === null
    ? ({ form: builtInForms.endOfText, chosenBy: 'nobody' } as const)
    : ({ form: builtInForms[named], chosenBy: 'manifest' } as const);
}

function modelForm(form: Form, chosenBy: ChatFormView['chosenBy'], surroundings: FormSurroundings): ModelForm {
  const { name, template, sampling } = form;
  const ids = formIdsOf(form, surroundings);
  const tokens = formTokensOf(ids);
  if (chosenBy !== 'nobody') refuseTooLongForm(tokens, surroundings.windowTokens);
  return { name, chosenBy, template, sampling, ids, ...tokens };
}

/** How answers are chosen until a chat says otherwise: as the form that somebody chose brings it, else as the model's files say. */
export function defaultsIn(form: ModelForm, ofModel: ChatSettings): ChatSettings {
  const { sampling, chosenBy } = form;
  return sampling === null || chosenBy === 'nobody' ? ofModel : { ...ofModel, isGreedy: false, ...sampling };
}

/** What is stored with an answer that is made in it; null: the plain one, which is not stored. */
export function usedFormOf({
  name,
  template,
  openingTokens,
  questionTokens,
  answerTokens,
}: ModelForm): UsedForm | null {
  return name === 'endOfText' ? null : { name, template, openingTokens, questionTokens, answerTokens };
}

/** Answers in both were made from the same prompts. */
export function isSameUsedForm(one: UsedForm | null, other: UsedForm | null): boolean {
  const told = (form: UsedForm | null) =>
    form && [form.template.opening, form.template.turn, form.openingTokens, form.questionTokens, form.answerTokens];
  return JSON.stringify(told(one)) === JSON.stringify(told(other));
}

/** Prompts in both are the same, and answers end in the same places. */
export function isSameForm(one: ModelForm, other: ModelForm): boolean {
  return contentOf(one) === contentOf(other);
}

function contentOf({ ids, template: { stopTexts } }: ModelForm): string {
  const { opening, beforeUser, between, afterAnswer } = ids;
  return JSON.stringify([opening, beforeUser, between, afterAnswer, stopTexts]);
}
