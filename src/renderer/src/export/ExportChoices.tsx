import type { ReactNode } from 'react';
import { type ExportCounts, exportFormatNames, factsOfFormat, optionsFor } from '../../../shared/export-view.ts';
import { archivedCount } from '../sidebar/archived-chats.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import type { ExportForm, What } from './use-export-form.ts';

export interface ExportChoicesProps {
  readonly form: ExportForm;
  /** The dialog was opened on one chat, or on several. */
  readonly hasThese: boolean;
  readonly counts: ExportCounts | null;
  readonly isDisabled: boolean;
  readonly onChange: (changed: Partial<ExportForm>) => void;
}

/** What is exported, as what, and with what. */
export function ExportChoices(props: ExportChoicesProps) {
  const { exporting: words } = useWords();
  return (
    <div className="export-choices">
      <fieldset className="export-group" disabled={props.isDisabled}>
        <legend>{words.what}</legend>
        <WhatChoice {...props} />
      </fieldset>
      <fieldset className="export-group" disabled={props.isDisabled}>
        <legend>{words.format}</legend>
        <div className="export-formats">
          {exportFormatNames.map((format) => (
            <label key={format} className="export-format">
              <input
                type="radio"
                name="export-format"
                checked={props.form.format === format}
                onChange={() => props.onChange({ format })}
              />
              <span>{words.formatNames[format]}</span>
            </label>
          ))}
        </div>
        <p className="export-says">{words.formatSays[props.form.format]}</p>
      </fieldset>
      <fieldset className="export-group" disabled={props.isDisabled}>
        <legend>{words.include}</legend>
        <OptionTicks {...props} />
      </fieldset>
    </div>
  );
}

function WhatChoice({ form, hasThese, counts, onChange }: ExportChoicesProps) {
  const { exporting: words, place } = useWords();
  const archived = usePageState(archivedCount);
  const deletedCount = usePageState((state) => state.deletedCount);
  const choice = (what: What, name: string, below?: ReactNode) => (
    <>
      <label className="check">
        <input type="radio" name="export-what" checked={form.what === what} onChange={() => onChange({ what })} />
        {name}
      </label>
      {form.what === what && below}
    </>
  );
  return (
    <>
      {hasThese && choice('these', words.thisChat)}
      {choice('chosen', words.chosenChats, <ChatTicks form={form} onChange={onChange} />)}
      {choice(
        'all',
        words.allChats,
        deletedCount > 0 && (
          <label className="check export-below">
            <input
              type="checkbox"
              checked={form.withDeleted}
              onChange={(event) => onChange({ withDeleted: event.target.checked })}
            />
            {words.withDeleted(deletedCount)}
          </label>
        ),
      )}
      {form.what === 'all' && archived > 0 && <p className="export-says">{place.exportHolds(archived)}</p>}
      <p className="export-says" role="status" data-testid="export-counts">
        {counts ? words.counts(counts, optionsFor(form.format, form.options).otherBranches) : ''}
      </p>
    </>
  );
}

function ChatTicks({ form, onChange }: Pick<ExportChoicesProps, 'form' | 'onChange'>) {
  const words = useWords();
  const chats = usePageState((state) => state.chats);
  const tick = (chatId: number, isTicked: boolean) => {
    const chosenIds = new Set(form.chosenIds);
    if (isTicked) chosenIds.add(chatId);
    else chosenIds.delete(chatId);
    onChange({ chosenIds });
  };
  return (
    <ul className="export-chats" aria-label={words.exporting.chosenChats}>
      {chats.map((chat) => (
        <li key={chat.id}>
          <label className="check">
            <input
              type="checkbox"
              checked={form.chosenIds.has(chat.id)}
              onChange={(event) => tick(chat.id, event.target.checked)}
            />
            <span className="export-chat-title" dir="auto">
              {chat.title || words.chats.untitled}
            </span>
          </label>
        </li>
      ))}
    </ul>
  );
}

function OptionTicks({ form, counts, onChange }: ExportChoicesProps) {
  const { exporting: words } = useWords();
  const { options } = form;
  const { holds } = factsOfFormat(form.format);
  if (holds !== 'shownBranch') return <p className="export-says">{words.holds[holds]}</p>;
  const tick = (option: keyof typeof options, name: string, isDisabled = false) => (
    <label className="check">
      <input
        type="checkbox"
        checked={options[option] && !isDisabled}
        disabled={isDisabled}
        onChange={(event) => onChange({ options: { ...options, [option]: event.target.checked } })}
      />
      {name}
    </label>
  );
  return (
    <>
      {tick('receipts', words.receipts)}
      {tick('forgetting', words.forgetting)}
      {tick('otherBranches', words.otherBranches(counts?.otherMessages ?? 0), counts?.otherMessages === 0)}
    </>
  );
}
