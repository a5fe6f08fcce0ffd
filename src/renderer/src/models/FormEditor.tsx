import { useId } from 'react';
import type { FormChoice, FormSampling, OfferedForm } from '../../../shared/chat-form-view.ts';
import { useWords } from '../state/page-context.ts';

type OwnForm = Extract<FormChoice, { readonly name: 'own' }>;

export interface FormEditorProps {
  readonly choice: OwnForm;
  /** What it can begin with. */
  readonly forms: readonly OfferedForm[];
  readonly onChange: (choice: OwnForm) => void;
}

/** What keeps plain GPT-2 from going in circles. */
const usualSampling: FormSampling = { temperature: 0.8, topP: 0.95, repetitionPenalty: 1.1 };

/** A person's own form: the text around the words, and how answers are chosen with it. */
export function FormEditor({ choice, forms, onChange }: FormEditorProps) {
  const { editor, names } = useWords().forms;
  const { template, sampling } = choice;
  const setTemplate = (parts: Partial<OwnForm['template']>) =>
    onChange({ ...choice, template: { ...template, ...parts } });
  return (
    <div className="form-editor">
      <div className="chips">
        {forms
          .filter(({ name }) => name !== 'own')
          .map((form) => (
            <button
              key={form.name}
              type="button"
              className="chip"
              onClick={() => onChange({ name: 'own', template: form.template, sampling: form.sampling })}
            >
              {editor.startFrom(names[form.name])}
            </button>
          ))}
      </div>
      <TextField
        name={editor.opening}
        hint={editor.openingSays}
        text={template.opening}
        onText={(opening) => setTemplate({ opening })}
      />
      <TextField
        name={editor.turn}
        hint={editor.turnSays}
        text={template.turn}
        onText={(turn) => setTemplate({ turn })}
      />
      <TextField
        name={editor.stopTexts}
        hint={editor.stopTextsSays}
        text={template.stopTexts.map(escaped).join('\n')}
        onText={(text) => setTemplate({ stopTexts: text.split('\n').map(unescaped).slice(0, MOST_STOP_TEXTS) })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={sampling !== null}
          onChange={(event) => onChange({ ...choice, sampling: event.target.checked ? usualSampling : null })}
        />
        {editor.samples}
      </label>
      {sampling && (
        <div className="form-numbers">
          {(['temperature', 'topP', 'repetitionPenalty'] as const).map((name) => (
            <NumberField
              key={name}
              name={editor[name]}
              value={sampling[name]}
              onValue={(value) => onChange({ ...choice, sampling: { ...sampling, [name]: value } })}
            />
          ))}
        </div>
      )}
    </div>
  );
}

const MOST_STOP_TEXTS = 8;

interface TextFieldProps {
  readonly name: string;
  readonly hint: string;
  readonly text: string;
  readonly onText: (text: string) => void;
}

function TextField({ name, hint, text, onText }: TextFieldProps) {
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{name}</label>
      <textarea
        id={id}
        rows={Math.min(8, Math.max(2, text.split('\n').length))}
        value={text}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={`${id}-hint`}
        onChange={(event) => onText(event.target.value)}
      />
      <p id={`${id}-hint`} className="models-hint">
        {hint}
      </p>
    </div>
  );
}

interface NumberFieldProps {
  readonly name: string;
  readonly value: number;
  readonly onValue: (value: number) => void;
}

function NumberField({ name, value, onValue }: NumberFieldProps) {
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{name}</label>
      <input
        id={id}
        type="number"
        autoComplete="off"
        step="0.05"
        min="0.05"
        max="10"
        value={value}
        onChange={({ target }) => {
          if (target.validity.valid && target.value !== '') onValue(target.valueAsNumber);
        }}
      />
    </div>
  );
}

/** A stop text may have a line break in it; here each stands on a line of its own. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}
