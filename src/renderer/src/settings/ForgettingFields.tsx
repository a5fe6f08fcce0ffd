import type { WindowPolicy } from '../../../shared/settings.ts';
import { useWords } from '../state/page-context.ts';
import type { FieldsProps } from './Field.tsx';

const policies: readonly WindowPolicy[] = ['dropOldest', 'keepFirst', 'stopAndAsk'];

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
      <label className="check apart">
        <input
          type="checkbox"
          checked={form.asksBeforeForgetting}
          onChange={(event) => onChange({ asksBeforeForgetting: event.target.checked })}
        />
        <span>{words.asks}</span>
      </label>
    </fieldset>
  );
}
