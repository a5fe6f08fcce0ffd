import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { type AsideStep, isAside } from '../state/import-step.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Progress } from './Progress.tsx';
import { Sentences } from './Sentences.tsx';
import './import-strip.css';

/** A file that is being imported, and what that did: above the chat, in which everything goes on meanwhile. */
export function ImportStrip() {
  const step = usePageState((state) => state.importing);
  return step && isAside(step) ? <Strip step={step} /> : null;
}

function Strip({ step }: { readonly step: AsideStep }) {
  const page = usePage();
  const { importing: words } = useWords();
  const isUnderWay = step.type === 'importing';
  const close = () => {
    page.closeImport();
    focusComposer();
  };
  return (
    <section className="import-strip" aria-label={words.title(step.name)}>
      <div className="import-way">
        <strong className="import-name">{words.title(step.name)}</strong>
        {isUnderWay && <Progress name={words.importing} progress={step.progress} />}
      </div>
      <div className="import-told" data-testid="import" data-step={step.type}>
        <div role="status">{step.type !== 'failed' && <Told step={step} />}</div>
        <div role="alert" className="import-failure">
          {step.type === 'failed' && <Told step={step} />}
        </div>
      </div>
      <button type="button" className={isUnderWay ? 'button small quiet' : 'button small'} onClick={close}>
        {isUnderWay ? words.cancel : words.close}
      </button>
    </section>
  );
}

/** Whose sentences say themselves what became of the import. */
const saysSo: readonly string[] = ['badImport', 'importCutOff'];

function Told({ step }: { readonly step: AsideStep }) {
  const words = useWords();
  switch (step.type) {
    case 'importing':
      return words.importing.importing;
    case 'done':
      return <Sentences of={words.importing.report(step.report)} />;
    case 'failed':
      return (
        <>
          {!saysSo.includes(step.failure.code) && `${words.importing.refused} `}
          {sentenceOf(words, step.failure)}
        </>
      );
    default:
      return step satisfies never;
  }
}
