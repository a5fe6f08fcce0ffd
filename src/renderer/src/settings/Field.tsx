import { useId } from 'react';
import type { ChatSettings } from '../../../shared/settings.ts';
import { useWords } from '../state/page-context.ts';
import type { NumberField, Problems, SettingsForm } from './read-settings.ts';

/** What each group of fields is given. */
export interface FieldsProps {
  readonly form: SettingsForm;
  readonly problems: Problems;
  /** The model's own settings. */
  readonly defaults: ChatSettings;
  readonly onChange: (changed: Partial<SettingsForm>) => void;
}

export interface NumberFieldProps {
  readonly fields: FieldsProps;
  readonly field: NumberField;
  readonly name: string;
  readonly says?: string;
  readonly isDisabled?: boolean;
}

/** A number to type, what it is by default, and what is wrong with it. */
export function NumberInput({ fields, field, name, says, isDisabled = false }: NumberFieldProps) {
  const { settings: words } = useWords();
  const id = useId();
  const problem = fields.problems[field];
  const isOwnSays = says !== undefined && fields.defaults[field] === null;
  const hint = [says, isOwnSays ? undefined : words.defaultIs(String(fields.defaults[field] ?? words.newEachTime))];
  return (
    <div className={isDisabled ? 'field off' : 'field'}>
      <label htmlFor={id}>{name}</label>
      <input
        id={id}
        className="number"
        inputMode="decimal"
        autoComplete="off"
        value={fields.form[field]}
        disabled={isDisabled}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={(event) => fields.onChange({ [field]: event.target.value })}
      />
      <span
        className={problem ? 'field-hint problem' : 'field-hint'}
        id={`${id}-hint`}
        role={problem ? 'alert' : undefined}
      >
        {problem ?? hint.filter(Boolean).join(' · ')}
      </span>
    </div>
  );
}
