import { useRef } from 'react';
import type { FormChoice, ModelForms, OfferedForm } from '../../../shared/chat-form-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { FormEditor } from './FormEditor.tsx';
import { FormPreviewPanel } from './FormPreviewPanel.tsx';
import { ModelsSection } from './ModelsSection.tsx';
import { type ChatFormOnPage, choiceOf, useChatForm } from './use-chat-form.ts';
import { useFocusKept } from './use-focus-kept.ts';
import './chat-form.css';

/** How turns are written for the model in use: its forms, what each looks like in its own tokens, and what a change costs. */
export function ChatForm() {
  const form = useChatForm();
  const inUse = usePageState(({ model }) => model?.name);
  return <ChatFormSection form={form} inUse={inUse} />;
}

export interface ChatFormSectionProps {
  readonly form: ChatFormOnPage;
  /** What the model in use is called. */
  readonly inUse: string | undefined;
}

/** Where the forms could not be told, it says why. */
export function ChatFormSection({ form, inUse }: ChatFormSectionProps) {
  const words = useWords();
  const { forms, choice } = form;
  const section = { name: 'form', title: words.forms.title, note: inUse && words.forms.of(inUse) };
  if (forms === null || choice === null) {
    return (
      form.mishap && (
        <ModelsSection {...section}>
          <FormMishap form={form} />
        </ModelsSection>
      )
    );
  }
  return (
    <ModelsSection {...section} lead={words.forms.intro}>
      <div className="model-card chat-form" data-testid="chat-form" data-form={forms.current.name}>
        <fieldset>
          <legend className="visually-hidden">{words.forms.title}</legend>
          {offered(forms).map((each) => (
            <FormRadio key={each.name} offered={each} form={form} forms={forms} />
          ))}
        </fieldset>
        {choice.name === 'own' && <FormEditor choice={choice} forms={forms.forms} onChange={form.lookAt} />}
        <FormPreviewPanel sight={form.sight} />
        <FormMishap form={form} />
        <FormActions form={form} forms={forms} choice={choice} />
      </div>
    </ModelsSection>
  );
}

function FormMishap({ form: { mishap } }: { readonly form: ChatFormOnPage }) {
  const words = useWords();
  if (!mishap) return null;
  return (
    <p role="alert" className="note bring-note">
      {sentenceOf(words, mishap)}
    </p>
  );
}

/** The person's own stands among them from the first, and begins as the one in use. */
function offered({ forms, current }: ModelForms): readonly OfferedForm[] {
  if (forms.some(({ name }) => name === 'own')) return forms;
  const base = forms.find(({ name }) => name === current.name) ?? forms[0];
  return base ? [...forms, { ...base, name: 'own' }] : forms;
}

interface FormRadioProps {
  readonly offered: OfferedForm;
  readonly form: ChatFormOnPage;
  readonly forms: ModelForms;
}

function FormRadio({ offered: { name, ...rest }, form, forms }: FormRadioProps) {
  const { forms: words } = useWords();
  const isUsed = forms.current.name === name;
  const isOnlyBegun = name === 'own' && !forms.forms.some((each) => each.name === 'own');
  return (
    <label className="form-choice">
      <input
        type="radio"
        name="chat-form"
        data-testid="form-choice"
        value={name}
        checked={form.choice?.name === name}
        aria-labelledby={`form-${name}`}
        aria-describedby={`form-${name}-says`}
        onChange={() => form.lookAt(choiceOf({ name, ...rest }))}
      />
      <span>
        <span id={`form-${name}`} className="form-name">
          {words.names[name]}
        </span>
        {isUsed && <span className="models-note"> {words.chosenBy[forms.current.chosenBy]}</span>}
        <span id={`form-${name}-says`} className="form-says">
          {words.says[name]}
        </span>
        {!isOnlyBegun && <span className="form-says">{words.tokens(rest)}</span>}
        {!isOnlyBegun && rest.sampling && <span className="form-says">{words.sampling(rest.sampling)}</span>}
      </span>
    </label>
  );
}

interface FormActionsProps {
  readonly form: ChatFormOnPage;
  readonly forms: ModelForms;
  readonly choice: FormChoice;
}

function FormActions({ form, forms, choice }: FormActionsProps) {
  const { forms: words } = useWords();
  const { preview, price, isOfChoice } = form.sight;
  const actions = useRef<HTMLDivElement>(null);
  const kept = useFocusKept(() => actions.current?.querySelector('button') ?? chosenRadio());
  const isUsable =
    form.isReadable && isOfChoice && preview !== null && preview.problem === null && (price?.isPossible ?? true);
  return (
    <>
      <p
        className="form-price"
        role="status"
        data-testid="price"
        data-kept={price?.keptTokens}
        data-reread={price?.readTokens}
      >
        {!form.isCurrent && price && words.price(price)}
        {form.isCurrent && form.isTaken && words.taken(forms.current.name)}
      </p>
      <div ref={actions} className="model-actions" {...kept}>
        {!form.isCurrent && (
          <button
            type="button"
            className="button small"
            data-testid="form-take"
            disabled={!isUsable}
            onClick={() => form.take(choice)}
          >
            {words.use}
          </button>
        )}
        {forms.current.chosenBy === 'person' && (
          <button type="button" className="button quiet small" onClick={() => form.take(null)}>
            {words.withoutChoice}
          </button>
        )}
      </div>
    </>
  );
}

function chosenRadio(): HTMLElement | null {
  return document.querySelector('input[name="chat-form"]:checked');
}
