import { type FormEvent, useId, useState } from 'react';
import { shellKind } from '../connect.ts';
import { useWords } from '../state/page-context.ts';
import { BringStepPanel } from './BringStepPanel.tsx';
import { ModelsSection } from './ModelsSection.tsx';
import { useModels, useModelsState } from './models-context.ts';
import './bring-model.css';

/** Bringing a model that lies on this computer, or on the one that the page's server runs on. */
export function BringModel() {
  const { bring: words } = useWords().models;
  const step = useModelsState((state) => state.bring);
  const isComing = useModelsState((state) => (state.view?.coming ?? null) !== null);
  return (
    <ModelsSection name="bring" title={words.title} lead={words.lead}>
      {step === null ? <WaysIn isComing={isComing} /> : <BringStepPanel step={step} isComing={isComing} />}
    </ModelsSection>
  );
}

function WaysIn({ isComing }: { readonly isComing: boolean }) {
  const { bring: words } = useWords().models;
  const models = useModels();
  if (isComing) return <p className="models-says">{words.wait}</p>;
  const isElectron = shellKind() === 'electron';
  return (
    <>
      <div className="bring-ways">
        <button type="button" className="button" data-testid="model-import" onClick={() => models.chooseFolder()}>
          {words.chooseFolder}
        </button>
        {!isElectron && (
          <button type="button" className="button quiet" onClick={() => models.chooseFiles()}>
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
  const models = useModels();
  const [path, setPath] = useState('');
  const id = useId();
  const look = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim() !== '') models.lookAtPath(path.trim());
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
        <button type="submit" className="button quiet" data-testid="model-look" disabled={path.trim() === ''}>
          {words.look}
        </button>
      </div>
      <p id={`${id}-hint`} className="models-hint">
        {words.pathHint}
      </p>
    </form>
  );
}
