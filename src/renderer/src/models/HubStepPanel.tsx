import { useEffect, useRef } from 'react';
import type { HubModel } from '../../../shared/hub-view.ts';
import type { ModelFetchWords } from '../../../shared/words/models-fetch-words.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import type { HubStep } from '../state/hub-step.ts';
import { useWords } from '../state/page-context.ts';
import { HubFiles } from './HubFiles.tsx';
import { ModelFacts } from './ModelFacts.tsx';
import { useModels, useModelsState } from './models-context.ts';

/** A model that was looked up: what would come, and what it has to be. */
export function HubStepPanel({ step }: { readonly step: HubStep }) {
  const words = useWords();
  const { fetch } = words.models;
  const models = useModels();
  const title = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step takes the place of what was pressed
  useEffect(() => title.current?.focus(), [step.type]);
  return (
    <div className="model-card" data-testid="hub" data-step={step.type}>
      <h3 ref={title} tabIndex={-1} className="bring-title">
        {titleOf(step, fetch)}
      </h3>
      {step.type === 'refused' && (
        <p role="alert" className="bring-why">
          {sentenceOf(words, step.failure)}
        </p>
      )}
      {step.type === 'found' && <Found model={step.model} />}
      <div className="model-actions">
        {step.type === 'found' && <Download model={step.model} />}
        <button type="button" className="button quiet small" data-testid="hub-close" onClick={() => models.closeHub()}>
          {step.type === 'refused' ? fetch.close : fetch.cancel}
        </button>
      </div>
    </div>
  );
}

function titleOf(step: HubStep, words: ModelFetchWords): string {
  switch (step.type) {
    case 'looking':
      return words.lookingUp(step.name);
    case 'found':
      return words.found(step.model);
    case 'refused':
      return words.refused(step.name);
    default:
      return step satisfies never;
  }
}

function Found({ model }: { readonly model: HubModel }) {
  const { models: words, formats } = useWords();
  const { fetch, bring, cards } = words;
  return (
    <>
      <p className="model-does">{fetch.hashesFrom[model.hashesFrom]}</p>
      <ModelFacts
        facts={[
          {
            name: bring.disk,
            says: formats.bytes(model.totalBytes),
            ...(model.freeDiskBytes !== null && { more: bring.free(model.freeDiskBytes) }),
          },
          { name: cards.licence, says: model.licence ?? cards.notKnown },
          { name: fetch.commit, says: model.commit.slice(0, 12) },
        ]}
      />
      <HubFiles files={model.files} />
      {model.modelId !== null && <p className="note bring-note">{bring.here(model.modelId)}</p>}
      {model.downloadedBytes > 0 && <p className="models-hint">{fetch.goesOn(model.downloadedBytes)}</p>}
      {missingBytes(model) > 0 && <p className="note bring-note">{bring.diskShort(missingBytes(model))}</p>}
    </>
  );
}

function Download({ model }: { readonly model: HubModel }) {
  const { fetch, bring } = useWords().models;
  const models = useModels();
  const isComing = useModelsState((state) => (state.view?.coming ?? null) !== null);
  const leftBytes = model.totalBytes - model.downloadedBytes;
  return (
    <>
      <button
        type="button"
        className="button small"
        data-testid="hub-download"
        disabled={isComing || model.modelId !== null || missingBytes(model) > 0}
        onClick={() => models.download()}
      >
        {model.downloadedBytes > 0 ? fetch.goOn(leftBytes) : fetch.download(leftBytes)}
      </button>
      {isComing && <span className="models-note">{bring.wait}</span>}
    </>
  );
}

function missingBytes({ totalBytes, downloadedBytes, freeDiskBytes }: HubModel): number {
  return freeDiskBytes === null ? 0 : totalBytes - downloadedBytes - freeDiskBytes;
}
