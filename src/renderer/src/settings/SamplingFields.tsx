import { useWords } from '../state/page-context.ts';
import { type FieldsProps, NumberInput } from './Field.tsx';

/** How each token is chosen. */
export function SamplingFields(fields: FieldsProps) {
  const { settings: words } = useWords();
  const { isGreedy } = fields.form;
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
        <NumberInput fields={fields} field="temperature" name={words.temperature} isDisabled={isGreedy} />
        <NumberInput fields={fields} field="topK" name={words.topK} says={words.topKSays} isDisabled={isGreedy} />
        <NumberInput fields={fields} field="topP" name={words.topP} isDisabled={isGreedy} />
        <NumberInput fields={fields} field="seed" name={words.seed} says={words.seedSays} isDisabled={isGreedy} />
        <NumberInput fields={fields} field="repetitionPenalty" name={words.repetitionPenalty} />
      </div>
    </fieldset>
  );
}
