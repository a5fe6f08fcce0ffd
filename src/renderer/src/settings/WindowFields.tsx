import { usePageState, useWords } from '../state/page-context.ts';
import { type FieldsProps, NumberInput } from './Field.tsx';
import { LEAST_WINDOW_TOKENS } from './read-settings.ts';

const STEP_TOKENS = 16;

/** How much of the model's window this chat uses: typed, or found with a slider. */
export function WindowFields(fields: FieldsProps) {
  const { settings: words } = useWords();
  const modelTokens = usePageState((state) => state.model?.windowTokens ?? null);
  if (modelTokens === null || modelTokens <= LEAST_WINDOW_TOKENS) return null;
  const typed = Number(fields.form.usedWindowTokens.trim() || modelTokens);
  const choose = (tokens: number) => fields.onChange({ usedWindowTokens: tokens >= modelTokens ? '' : String(tokens) });
  return (
    <fieldset>
      <legend>{words.window}</legend>
      <div className="window-fields">
        <NumberInput
          fields={fields}
          field="usedWindowTokens"
          name={words.usedWindow}
          says={words.usedWindowSays(LEAST_WINDOW_TOKENS, modelTokens)}
        />
        <div className="window-slider">
          <input
            type="range"
            aria-label={words.usedWindowSlider}
            min={LEAST_WINDOW_TOKENS}
            max={modelTokens}
            step={STEP_TOKENS}
            value={Number.isFinite(typed) ? typed : modelTokens}
            onChange={(event) => choose(Number(event.target.value))}
          />
          <button type="button" className="chip" onClick={() => choose(modelTokens)}>
            {words.allTokens(modelTokens)}
          </button>
        </div>
      </div>
    </fieldset>
  );
}
