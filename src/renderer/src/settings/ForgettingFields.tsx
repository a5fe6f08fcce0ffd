import type { ForgettingTelling, WindowPolicy } from '../../../shared/settings.ts';
import { useWords } from '../state/page-context.ts';
import type { FieldsProps } from './Field.tsx';

const policies: readonly WindowPolicy[] = ['dropOldest', 'keepFirst', 'neverForget'];
const tellings: readonly ForgettingTelling[] = ['show', 'ask', 'silent'];

/** What leaves when the window is full, and whether that is asked first. */
export function ForgettingFields({ form, onChange }: FieldsProps) {
  const { settings: words } = useWords();
  return (
    <fieldset>
      <legend>{words.forgetting}</legend>
      {policies.map((policy) => (
        <label className="check" key={policy}>
          <input type="radio" name="policy" checked={form.policy === policy} onChange={() => onChange({ policy })} />
          <span>
            {words.policies[policy].name} <small>{words.policies[policy].says}</small>
          </span>
        </label>
      ))}
      <h3>{words.telling}</h3>
      {tellings.map((telling) => (
        <label className="check" key={telling}>
          <input
            type="radio"
            name="telling"
            checked={form.telling === telling}
            onChange={() => onChange({ telling })}
          />
          <span>
            {words.tellings[telling].name} <small>{words.tellings[telling].says}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
