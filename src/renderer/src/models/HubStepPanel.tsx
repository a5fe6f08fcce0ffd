import { useEffect, useRef } from 'react';
import type { HubModel } from '../../../shared/hub-view.ts';
import type { ModelFetchWords } from '../../../shared/words/models-fetch-words.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import type { HubStep } from '../state/hub-step.ts';
import { useWords } from '../state/page-context.ts';
import { HubFiles } from './HubFiles.tsx';
import { isOfMemory } from './is-of-memory.ts';
import { ModelFacts } from './ModelFacts.tsx';
import { useComing, useModelsPlace, useNameOf } from './models-context.ts';

/** What is being downloaded stands at the top of the page. */
export type ShownHubStep = Exclude<HubStep, { readonly type: 'downloading' }>;

/** A model that was looked up: what would come, and what it has to be. */
export function HubStepPanel({ step }: { readonly step: ShownHubStep }) {
  const words = useWords();
  const { fetch } = words.models;
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
        <Actions step={step} />
      </div>
    </div>
  );
}

function Actions({ step }: { readonly step: ShownHubStep }) {
  const { fetch: words } = useWords().models;
  const { hub } = useModelsPlace();
  const model = step.type === 'found' || step.type === 'refused' ? step.model : null;
  return (
    <>
      {model && canHelp(step) && (
        <Download model={model} isMemoryShort={step.type === 'refused' && isOfMemory(step.failure)} />
      )}
      <button type="button" className="button quiet small" data-testid="hub-leave" onClick={() => hub.leave()}>
        {step.type === 'refused' ? words.close : words.cancel}
      </button>
      {model !== null && model.downloadedBytes > 0 && (
        <button type="button" className="button quiet small" data-testid="hub-drop" onClick={() => hub.drop()}>
          {words.drop(model.downloadedBytes)}
        </button>
      )}
    </>
  );
}

/** Of a model that Palimpsest cannot run, another download changes nothing. */
function canHelp(step: ShownHubStep): boolean {
  return step.type !== 'refused' || step.failure.code !== 'badModel' || isOfMemory(step.failure);
}

function titleOf(step: ShownHubStep, words: ModelFetchWords): string {
  switch (step.type) {
    case 'looking':
      return words.lookingUp(step.name);
    case 'found':
      return step.name;
    case 'refused':
      return words.refused(step.name);
    default:
      return step satisfies never;
  }
}

function Found({ model }: { readonly model: HubModel }) {
  const { models: words, formats } = useWords();
  const { fetch, bring, cards } = words;
  const here = useNameOf(model.modelId);
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
      {here !== null && <p className="note bring-note">{bring.here(here)}</p>}
      {model.downloadedBytes > 0 && <p className="models-hint">{fetch.goesOn(model.downloadedBytes)}</p>}
      {missingBytes(model) > 0 && <p className="note bring-note">{bring.diskShort(missingBytes(model))}</p>}
    </>
  );
}

interface DownloadProps {
  readonly model: HubModel;
  /** It was refused, since there seems to be too little memory for it. */
  readonly isMemoryShort: boolean;
}

function Download({ model, isMemoryShort }: DownloadProps) {
  const { fetch, bring } = useWords().models;
  const { hub } = useModelsPlace();
  const isComing = useComing() !== null;
  const leftBytes = model.totalBytes - model.downloadedBytes;
  return (
    <>
      <button
        type="button"
        className="button small"
        data-testid="hub-download"
        disabled={isComing || model.modelId !== null || missingBytes(model) > 0}
        onClick={() => hub.download({ anyway: isMemoryShort })}
      >
        {isMemoryShort ? bring.anyway : model.downloadedBytes > 0 ? fetch.goOn(leftBytes) : fetch.download(leftBytes)}
      </button>
      {isComing && <span className="models-note">{bring.wait}</span>}
    </>
  );
}

function missingBytes({ totalBytes, downloadedBytes, freeDiskBytes }: HubModel): number {
  return freeDiskBytes === null ? 0 : totalBytes - downloadedBytes - freeDiskBytes;
}
