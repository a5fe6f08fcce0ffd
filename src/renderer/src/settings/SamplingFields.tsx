import { useWords } from '../state/page-context.ts';
import { type FieldsProps, NumberInput } from './Field.tsx';

/** How each token is chosen. */
export function SamplingFields(fields: FieldsProps) {
  const { settings: words } = useWords();
  const { isGreedy, topK, topP } = fields.form;
  return (
    <fieldset>
      <legend>{words.choosing}</legend>
      <label className="check">
        <input
          type="checkbox"
          checked={isGreedy}
          onChange={(event) => fields.onChange({ isGreedy: event.target.checked })}
        />
        <span>
          {words.greedy} <small>{words.greedySays}</small>
        </span>
      </label>
      <div className="field-grid">
        <NumberInput
          fields={fields}
          field="temperature"
          name={words.temperature}
          says={words.temperatureSays}
          isDisabled={isGreedy}
        />
        <NumberInput
          fields={fields}
          field="topK"
          name={words.topK}
          says={words.topKSays(numberIn(topK))}
          isDisabled={isGreedy}
        />
        <NumberInput
          fields={fields}
          field="topP"
          name={words.topP}
          says={words.topPSays(numberIn(topP))}
          isDisabled={isGreedy}
        />
        <NumberInput fields={fields} field="seed" name={words.seed} says={words.seedSays} isDisabled={isGreedy} />
        <NumberInput
          fields={fields}
          field="repetitionPenalty"
          name={words.repetitionPenalty}
          says={words.repetitionPenaltySays}
        />
      </div>
    </fieldset>
  );
}

/** What a hint may speak of: null while the field holds no such number. */
function numberIn(typed: string): number | null {
  const value = Number(typed);
  return typed.trim() === '' || !Number.isFinite(value) || value < 0 ? null : value;
}
