import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { shellKind } from '../connect.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { BringStepPanel } from './BringStepPanel.tsx';
import { chooseModelFiles, chooseModelFolder } from './choose-model.ts';
import { ModelsSection } from './ModelsSection.tsx';
import { useComing, useModelsPlace, useObserved } from './models-context.ts';
import { typedPath } from './typed-path.ts';
import './bring-model.css';

/** Bringing a model that lies on this computer, or on the one that the page's server runs on. */
export function BringModel() {
  const { bring: words } = useWords().models;
  const { bring } = useModelsPlace();
  const step = useObserved(bring.state, (state) => state.step);
  const isComing = useComing() !== null;
  useBrought();
  useLookedAtAgain();
  return (
    <ModelsSection name="bring" title={words.title} lead={words.lead}>
      {step === null || step.type === 'coming' ? (
        <WaysIn isComing={isComing} />
      ) : (
        <BringStepPanel step={step} isComing={isComing} />
      )}
    </ModelsSection>
  );
}

function WaysIn({ isComing }: { readonly isComing: boolean }) {
  const { bring: words } = useWords().models;
  const { bring } = useModelsPlace();
  if (isComing) return <p className="models-says">{words.wait}</p>;
  const isElectron = shellKind() === 'electron';
  return (
    <>
      <div className="bring-ways">
        <button type="button" className="button" data-testid="model-import" onClick={() => chooseModelFolder(bring)}>
          {words.chooseFolder}
        </button>
        {!isElectron && (
          <button
            type="button"
            className="button quiet"
            data-testid="model-files"
            onClick={() => chooseModelFiles(bring)}
          >
            {words.chooseFiles}
          </button>
        )}
        <span className="models-note">{words.drop}</span>
      </div>
      {!isElectron && <PathField />}
    </>
  );
}

/** A folder of the computer that the server runs on, by its path. */
function PathField() {
  const { bring: words } = useWords().models;
  const { bring } = useModelsPlace();
  const [path, setPath] = useState('');
  const id = useId();
  const meant = typedPath(path);
  const look = (event: FormEvent) => {
    event.preventDefault();
    if (meant !== '') bring.look({ type: 'path', path: meant });
  };
  return (
    <form className="models-field" onSubmit={look}>
      <label htmlFor={id}>{words.path}</label>
      <div className="models-field-row">
        <input
          id={id}
          data-testid="model-path"
          value={path}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={`${id}-hint`}
          onChange={(event) => setPath(event.target.value)}
        />
        <button type="submit" className="button quiet" data-testid="model-look" disabled={meant === ''}>
          {words.look}
        </button>
      </div>
      <p id={`${id}-hint`} className="models-hint">
        {words.pathHint}
      </p>
    </form>
  );
}

/** What was dropped or opened anywhere on the page is looked at here. */
function useBrought(): void {
  const page = usePage();
  const { bring } = useModelsPlace();
  const brought = usePageState((state) => state.broughtModel);
  useEffect(() => {
    if (brought === null) return;
    page.state.patch({ broughtModel: null });
    bring.look(brought);
  }, [brought, bring, page]);
}

/** What is offered may be here by now, by another page. */
function useLookedAtAgain(): void {
  const { bring, models } = useModelsPlace();
  const here = useObserved(models.state, ({ view }) => view?.models.map(({ modelId }) => modelId).join('\n'));
  const before = useRef(here);
  useEffect(() => {
    // That they were told for the first time is no change.
    if (before.current !== undefined && before.current !== here) bring.lookAgain();
    before.current = here;
  }, [here, bring]);
}
