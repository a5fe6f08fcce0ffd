import { useState } from 'react';
import type { ChatSettings } from '../../../shared/settings.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { mishapOf } from '../state/core-link.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import type { Mishap } from '../state/page-state.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { DataFields } from './DataFields.tsx';
import { ForgettingFields } from './ForgettingFields.tsx';
import { ReceiptDetailsField } from './ReceiptDetailsField.tsx';
import { ReplyFields } from './ReplyFields.tsx';
import { type FormBase, formOf, type Problems, readSettings, type SettingsForm } from './read-settings.ts';
import { SamplingFields } from './SamplingFields.tsx';
import { WhyUnknownField } from './WhyUnknownField.tsx';
import { WindowFields } from './WindowFields.tsx';
import './settings.css';

/** How this chat replies and forgets. Nothing changes before it is saved. */
export function ReplySettings({ onClose }: { readonly onClose: () => void }) {
  const chat = usePageState((state) => state.chat);
  if (!chat) return null;
  return <SettingsDialog settings={chat.settings} defaults={chat.defaultSettings} onClose={onClose} />;
}

interface SettingsDialogProps {
  readonly settings: ChatSettings;
  readonly defaults: ChatSettings;
  readonly onClose: () => void;
}

function SettingsDialog({ settings, defaults, onClose }: SettingsDialogProps) {
  const words = useWords();
  const form = useSettingsForm(settings, onClose);
  const fields = { form: form.values, problems: form.problems, defaults, onChange: form.change };
  return (
    <Dialog title={words.settings.title} lead={words.settings.lead} onClose={form.leave}>
      <form
        className="settings"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.save();
        }}
      >
        <div className="settings-fields">
          <SamplingFields {...fields} />
          <ReplyFields {...fields} />
          <WindowFields {...fields} />
          <ForgettingFields {...fields} />
          <fieldset>
            <legend>{words.settings.allChats}</legend>
            <ReceiptDetailsField />
            <WhyUnknownField />
          </fieldset>
          <DataFields onErase={onClose} />
        </div>
        <div role="alert">
          {form.failure && <p className="note">{form.failure}</p>}
          {form.isLeaving && <p className="note plain">{words.settings.notSaved}</p>}
        </div>
        <div className="dialog-buttons">
          <button type="button" className="button quiet" onClick={() => form.reset(defaults)}>
            {words.settings.reset}
          </button>
          <span className="grow" />
          <button type="button" className="button quiet" onClick={onClose}>
            {words.settings.cancel}
          </button>
          <button type="submit" className="button">
            {words.settings.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function useSettingsForm(settings: ChatSettings, onClose: () => void) {
  const words = useWords();
  const page = usePage();
  const modelTokens = usePageState((state) => state.model?.windowTokens ?? state.measured?.usage.windowTokens ?? 1024);
  const [base, setBase] = useState<FormBase>(() => ({ form: formOf(settings), isOwn: false }));
  const [values, setValues] = useState<SettingsForm>(base.form);
  const [isTried, setTried] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const [mishap, setMishap] = useState<Mishap | null>(null);
  const read = readSettings(values, { base, modelTokens, words: words.settings.problems });
  const problems: Problems = isTried && read.type === 'problems' ? read.problems : {};

  const change = (changed: Partial<SettingsForm>) => {
    setValues((before) => ({ ...before, ...changed }));
    setTried(false);
    setLeaving(false);
  };
  const reset = (defaults: ChatSettings) => {
    const form = formOf(defaults);
    setBase({ form, isOwn: true });
    change(form);
  };
  const save = async () => {
    setTried(true);
    if (read.type === 'problems') return;
    try {
      await page.saveSettings(read.settings);
      onClose();
    } catch (error) {
      setMishap(mishapOf(error));
    }
  };
  /** What was typed is not thrown away by one key. */
  const leave = () => {
    const typed = formOf(settings);
    const names = Object.keys(typed) as (keyof SettingsForm)[];
    if (isLeaving || names.every((name) => values[name] === typed[name])) return onClose();
    setLeaving(true);
  };
  const failure = mishap && sentenceOf(words, mishap);
  return { values, problems, failure, isLeaving, change, reset, save, leave };
}
