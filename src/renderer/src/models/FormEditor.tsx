import { useId, useState } from 'react';
import type { OfferedForm } from '../../../shared/chat-form-view.ts';
import type { SettingsProblemWords } from '../../../shared/words/settings-words.ts';
import { useWords } from '../state/page-context.ts';
import { type OwnForm, readTyped, sampledNames, type TypedForm, type TypedProblem, typedOf } from './typed-form.ts';

export interface FormEditorProps {
  readonly choice: OwnForm;
  /** What it can begin with. */
  readonly forms: readonly OfferedForm[];
  /** Not readable: something in the fields cannot be taken, and what was there before stands in its place. */
  readonly onChange: (choice: OwnForm, isReadable: boolean) => void;
}

/** A person's own form: the text around the words, and how answers are chosen with it. */
export function FormEditor({ choice, forms, onChange }: FormEditorProps) {
  const { editor, names } = useWords().forms;
  const { typed, problems, type, fill } = useTyped(choice, onChange);
  const field = (name: 'opening' | 'turn' | 'stopTexts') => ({
    ...{ name: editor[name], hint: editor[`${name}Says`], text: typed[name], problem: problems[name] },
    onText: (text: string) => type({ [name]: text }),
  });
  return (
    <div className="form-editor">
      <div className="chips">
        {forms
          .filter(({ name }) => name !== 'own')
          .map(({ name, template, sampling }) => (
            <button key={name} type="button" className="chip" onClick={() => fill({ name: 'own', template, sampling })}>
              {editor.startFrom(names[name])}
            </button>
          ))}
      </div>
      <TextField {...field('opening')} />
      <TextField {...field('turn')} />
      <TextField {...field('stopTexts')} />
      <label className="check">
        <input type="checkbox" checked={typed.samples} onChange={(event) => type({ samples: event.target.checked })} />
        {editor.samples}
      </label>
      {typed.samples && (
        <div className="form-numbers">
          {sampledNames.map((name) => (
            <NumberField
              key={name}
              name={editor[name]}
              typed={typed[name]}
              problem={problems[name]}
              onTyped={(text) => type({ [name]: text })}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** What stands in the fields, until the form that they are of becomes another one than was read in them. */
function useTyped(choice: OwnForm, onChange: FormEditorProps['onChange']) {
  const [typed, setTyped] = useState<TypedForm>(() => typedOf(choice));
  const [read, setRead] = useState(choice);
  if (choice !== read) {
    setRead(choice);
    setTyped(typedOf(choice));
  }
  const take = (next: TypedForm) => {
    const { choice: form, problems } = readTyped(next, choice);
    setTyped(next);
    setRead(form);
    onChange(form, Object.keys(problems).length === 0);
  };
  return {
    ...{ typed, problems: readTyped(typed, choice).problems },
    type: (parts: Partial<TypedForm>) => take({ ...typed, ...parts }),
    fill: (form: OwnForm) => take(typedOf(form)),
  };
}

function problemSays(words: SettingsProblemWords, problem: TypedProblem): string {
  if (problem.type === 'between') return words.between(problem.least, problem.most);
  return words[problem.type](problem.most);
}

interface TextFieldProps {
  readonly name: string;
  readonly hint: string;
  readonly text: string;
  readonly problem: TypedProblem | undefined;
  readonly onText: (text: string) => void;
}

function TextField({ name, hint, text, problem, onText }: TextFieldProps) {
  const { problems } = useWords().settings;
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
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onText(event.target.value)}
      />
      <p
        id={`${id}-hint`}
        className={problem ? 'models-hint problem' : 'models-hint'}
        role={problem ? 'alert' : undefined}
      >
        {problem ? problemSays(problems, problem) : hint}
      </p>
    </div>
  );
}

interface NumberFieldProps {
  readonly name: string;
  readonly typed: string;
  readonly problem: TypedProblem | undefined;
  readonly onTyped: (typed: string) => void;
}

function NumberField({ name, typed, problem, onTyped }: NumberFieldProps) {
  const { problems } = useWords().settings;
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{name}</label>
      <input
        id={id}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        aria-invalid={problem !== undefined}
        aria-describedby={problem && `${id}-hint`}
        onChange={(event) => onTyped(event.target.value)}
      />
      {problem && (
        <p id={`${id}-hint`} className="models-hint problem" role="alert">
          {problemSays(problems, problem)}
        </p>
      )}
    </div>
  );
}
