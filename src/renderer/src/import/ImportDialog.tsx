import { type ReactNode, useEffect, useRef } from 'react';
import type { ImportProgress } from '../../../shared/import-view.ts';
import type { ImportWords } from '../../../shared/words/import-words.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import type { ImportStep } from '../state/import-step.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import './import-dialog.css';

/** What is in a file that was opened, whether it is to be taken over, how far that is, and what it did. */
export function ImportDialog() {
  const page = usePage();
  const { importing: words } = useWords();
  const step = usePageState((state) => state.importing);
  if (!step) return null;
  return (
    <Dialog title={words.title(step.name)} lead={leadOf(step, words)} onClose={page.closeImport}>
      <div className="import-body" data-testid="import" data-step={step.type}>
        <Body step={step} />
      </div>
      <div className="dialog-buttons">
        <span className="grow" />
        <Buttons step={step} />
      </div>
    </Dialog>
  );
}

function leadOf(step: ImportStep, words: ImportWords): string {
  switch (step.type) {
    case 'sending':
      return words.sending;
    case 'looking':
      return words.looking;
    case 'asking':
      return step.contents.chats === 0 ? words.nothingIn : words.contents(step.contents, Date.now());
    case 'importing':
      return words.importing;
    case 'done':
      return words.done;
    case 'refused':
      return words.refused;
    default:
      return step satisfies never;
  }
}

function Body({ step }: { readonly step: ImportStep }) {
  const words = useWords();
  switch (step.type) {
    case 'sending':
      return <Progress progress={null} />;
    case 'looking':
    case 'importing':
      return <Progress progress={step.progress} />;
    case 'asking':
      return <Sentences of={words.importing.notes(step.contents)} />;
    case 'done':
      return <Sentences of={words.importing.report(step.report)} isReport />;
    case 'refused':
      return (
        <p role="alert" className="import-why">
          {sentenceOf(words, step.failure)}
        </p>
      );
    default:
      return step satisfies never;
  }
}

/** Without one it is not known how much there is. */
function Progress({ progress }: { readonly progress: ImportProgress | null }) {
  const { importing: words } = useWords();
  const share = progress && progress.totalBytes > 0 ? progress.readBytes / progress.totalBytes : null;
  const says = progress ? words.progress(progress.readBytes, progress.totalBytes) : '';
  return (
    <div className="import-progress">
      <progress max={1} {...(share !== null && { value: share })} aria-label={words.looking} aria-valuetext={says} />
      <span>{says}</span>
    </div>
  );
}

function Sentences({ of, isReport = false }: { readonly of: readonly string[]; readonly isReport?: boolean }) {
  return (
    <ul className="import-sentences" {...(isReport && { role: 'status' })}>
      {of.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

function Buttons({ step }: { readonly step: ImportStep }) {
  const page = usePage();
  const { importing: words } = useWords();
  const isOver =
    step.type === 'done' || step.type === 'refused' || (step.type === 'asking' && step.contents.chats === 0);
  if (isOver) return <Button onClick={page.closeImport}>{words.close}</Button>;
  return (
    <>
      <button type="button" className="button quiet" onClick={page.closeImport}>
        {words.cancel}
      </button>
      {step.type === 'asking' && <Button onClick={page.startImport}>{words.start}</Button>}
    </>
  );
}

/** What is meant to be pressed next: it has the focus when it comes. */
function Button({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <button ref={button} type="button" className="button" onClick={onClick}>
      {children}
    </button>
  );
}
