import { type FormEvent, useEffect, useId, useState } from 'react';
import type { HubEntry } from '../../../shared/hub-view.ts';
import { useWords } from '../state/page-context.ts';
import { HubAddress } from './HubAddress.tsx';
import { HubStepPanel } from './HubStepPanel.tsx';
import { ModelsSection } from './ModelsSection.tsx';
import { useModelsPlace, useObserved } from './models-context.ts';
import './fetch-model.css';

/** Fetching a model from a hub: nothing is asked before a press that says so. */
export function FetchModel() {
  const { fetch: words, bring } = useWords().models;
  const { models, hub } = useModelsPlace();
  const here = useObserved(models.state, ({ view }) => view?.models.map(({ modelId }) => modelId).join('\n') ?? '');
  const step = useObserved(hub.state, (state) => state.step);
  const offers = useObserved(hub.state, (state) => state.offers);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is offered says which of it are here
  useEffect(() => void hub.readOffers().catch(() => {}), [hub, here]);
  if (offers === null) return null;
  return (
    <ModelsSection name="fetch" title={words.title} lead={words.lead}>
      {step?.type === 'downloading' && <p className="models-says">{bring.wait}</p>}
      {step === null && (
        <>
          {offers.entries.length > 0 && <Entries entries={offers.entries} />}
          <AnyModel />
          <HubAddress address={offers.address} />
        </>
      )}
      {step !== null && step.type !== 'downloading' && <HubStepPanel step={step} />}
    </ModelsSection>
  );
}

function Entries({ entries }: { readonly entries: readonly HubEntry[] }) {
  const { fetch: words } = useWords().models;
  const { hub } = useModelsPlace();
  return (
    <ul className="hub-entries" aria-label={words.entries}>
      {entries.map((entry) => (
        <li key={entry.repository} className="hub-entry" data-testid="hub-entry" data-name={entry.repository}>
          <div className="hub-entry-what">
            <div className="hub-entry-name">{entry.repository}</div>
            <div className="models-note">{words.entryFacts(entry)}</div>
          </div>
          {entry.modelId === null ? (
            <button
              type="button"
              className="button quiet small"
              data-testid="hub-look"
              aria-label={words.showNamed(entry.repository)}
              onClick={() => hub.lookUp(entry.repository)}
            >
              {words.show}
            </button>
          ) : (
            <span className="models-note">{words.isHere}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** By its name or the address of its page; what is none of them is said by who looks it up. */
function AnyModel() {
  const { fetch: words } = useWords().models;
  const { hub } = useModelsPlace();
  const [name, setName] = useState('');
  const id = useId();
  const typed = name.trim();
  const lookUp = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== '') hub.lookUp(typed);
  };
  return (
    <form className="models-field" onSubmit={lookUp}>
      <label htmlFor={id}>{words.any}</label>
      <div className="models-field-row">
        <input
          id={id}
          data-testid="hub-name"
          value={name}
          placeholder={words.namePlaceholder}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="button quiet" data-testid="hub-look-up" disabled={typed === ''}>
          {words.lookUp}
        </button>
      </div>
    </form>
  );
}
