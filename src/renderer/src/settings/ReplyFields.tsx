import { useId } from 'react';
import { usePageState, useWords } from '../state/page-context.ts';
import { type FieldsProps, NumberInput } from './Field.tsx';

/** How long a reply may be, and what ends it. */
export function ReplyFields(fields: FieldsProps) {
  const { settings: words, gauge } = useWords();
  const clampedTokens = usePageState((state) => state.chat?.clampedReplyTokens ?? null);
  const replyTokens = usePageState((state) => state.chat?.settings.maxReplyTokens ?? 0);
  const id = useId();
  const windowTokens = usePageState(
    (state) => state.chat?.settings.usedWindowTokens ?? state.model?.windowTokens ?? null,
  );
  const problem = fields.problems.stopTexts;
  return (
    <fieldset>
      <legend>{words.reply}</legend>
      <div className="field-grid">
        <NumberInput
          fields={fields}
          field="maxReplyTokens"
          name={words.maxReplyTokens}
          {...(windowTokens === null ? {} : { says: words.maxReplySays(windowTokens) })}
        />
        <div className="field">
          <label htmlFor={id}>{words.stopTexts}</label>
          <textarea
            id={id}
            rows={2}
            value={fields.form.stopTexts}
            spellCheck={false}
            autoComplete="off"
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-hint`}
            onChange={(event) => fields.onChange({ stopTexts: event.target.value })}
          />
          <span className={problem ? 'field-hint problem' : 'field-hint'} id={`${id}-hint`}>
            {problem ?? words.stopTextsSays}
          </span>
        </div>
      </div>
      {clampedTokens !== null && <p className="clamped">{gauge.clamped(clampedTokens, replyTokens)}</p>}
    </fieldset>
  );
}
