import { type ReactNode, useEffect, useRef } from 'react';
import type { ImportWords } from '../../../shared/words/import-words.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { type AskedStep, isAside } from '../state/import-step.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Progress } from './Progress.tsx';
import { Sentences } from './Sentences.tsx';
import './import-dialog.css';

/** What is in a file that was opened, and whether it is to be taken over. From then on it stands aside (`ImportStrip`). */
export function ImportDialog() {
  const page = usePage();
  const { importing: words } = useWords();
  const step = usePageState((state) => state.importing);
  if (!step || isAside(step)) return null;
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

function leadOf(step: AskedStep, words: ImportWords): string {
  switch (step.type) {
    case 'sending':
      return words.sending;
    case 'looking':
      return words.looking;
    case 'asking':
      return step.contents.chats === 0 ? words.nothingIn : words.contents(step.contents, Date.now());
    case 'refused':
      return words.refused;
    default:
      return step satisfies never;
  }
}

function Body({ step }: { readonly step: AskedStep }) {
  const words = useWords();
  switch (step.type) {
    case 'sending':
      return <Progress name={words.importing.sending} progress={null} />;
    case 'looking':
      return <Progress name={words.importing.looking} progress={step.progress} />;
    case 'asking':
      return <Sentences of={words.importing.notes(step.contents)} />;
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

function Buttons({ step }: { readonly step: AskedStep }) {
  const page = usePage();
  const { importing: words } = useWords();
  const isOver = step.type === 'refused' || (step.type === 'asking' && step.contents.chats === 0);
  if (isOver) return <Button onClick={page.closeImport}>{words.close}</Button>;
  return (
    <>
      <button type="button" className="button quiet" onClick={page.closeImport}>
        {words.cancel}
      </button>
      {/* There from the beginning: what is pressed to cancel must not be this one in its place. */}
      <Button isReady={step.type === 'asking'} onClick={page.startImport}>
        {words.start}
      </Button>
    </>
  );
}

interface ButtonProps {
  /** Defaults to true. */
  readonly isReady?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** What is meant to be pressed next: it has the focus once it can be. */
function Button({ isReady = true, onClick, children }: ButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isReady) button.current?.focus();
  }, [isReady]);
  return (
    <button ref={button} type="button" className="button" disabled={!isReady} onClick={onClick}>
      {children}
    </button>
  );
}
