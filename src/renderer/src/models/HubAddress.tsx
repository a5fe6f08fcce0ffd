import { type FormEvent, useId, useState } from 'react';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { mishapOf } from '../state/core-link.ts';
import { useWords } from '../state/page-context.ts';
import type { Mishap } from '../state/page-state.ts';
import { useModels } from './models-context.ts';

/** Where a look-up goes, in a sentence; and another address, such as a mirror's. */
export function HubAddress({ address }: { readonly address: string }) {
  const { fetch: words } = useWords().models;
  const [isChanging, setChanging] = useState(false);
  return (
    <div className="hub-address">
      <p className="models-hint">
        {words.sends(address)}{' '}
        {!isChanging && (
          <button type="button" className="quiet-link" onClick={() => setChanging(true)}>
            {words.changeAddress}
          </button>
        )}
      </p>
      {isChanging && <AddressField address={address} onDone={() => setChanging(false)} />}
    </div>
  );
}

function AddressField({ address, onDone }: { readonly address: string; readonly onDone: () => void }) {
  const words = useWords();
  const { fetch } = words.models;
  const models = useModels();
  const [typed, setTyped] = useState(address);
  const [mishap, setMishap] = useState<Mishap | null>(null);
  const id = useId();
  const set = (to: string | null) => models.setHubAddress(to).then(onDone, (error) => setMishap(mishapOf(error)));
  const keep = (event: FormEvent) => {
    event.preventDefault();
    void set(typed.trim() === '' ? null : typed.trim());
  };
  return (
    <form className="models-field" onSubmit={keep}>
      <label htmlFor={id}>{fetch.address}</label>
      <div className="models-field-row">
        <input
          id={id}
          data-testid="hub-address"
          value={typed}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={`${id}-hint`}
          aria-invalid={mishap !== null}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className="button quiet" data-testid="hub-address-keep">
          {fetch.keepAddress}
        </button>
      </div>
      <p
        id={`${id}-hint`}
        className={mishap ? 'models-hint problem' : 'models-hint'}
        role={mishap ? 'alert' : undefined}
      >
        {mishap ? sentenceOf(words, mishap) : fetch.addressHint}
      </p>
      <button type="button" className="quiet-link" onClick={() => void set(null)}>
        {fetch.usualAddress}
      </button>
    </form>
  );
}
