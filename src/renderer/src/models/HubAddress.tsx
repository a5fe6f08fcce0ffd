import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react';
import { isHubAddress, usualHubAddress } from '../../../shared/hub-address.ts';
import { isClosed, mishapOf } from '../state/core-link.ts';
import { usePage, useWords } from '../state/page-context.ts';
import { useModelsPlace } from './models-context.ts';
import { useFocusKept } from './use-focus-kept.ts';

/** Where a look-up goes, in a sentence; and another address, such as a mirror's. */
export function HubAddress({ address }: { readonly address: string }) {
  const { fetch: words } = useWords().models;
  const [isChanging, setChanging] = useState(false);
  const change = useRef<HTMLButtonElement>(null);
  const kept = useFocusKept(() => change.current);
  return (
    <div className="hub-address" {...kept}>
      <p className="models-hint">
        {words.sends(address)}{' '}
        {!isChanging && (
          <button
            ref={change}
            type="button"
            className="quiet-link"
            data-testid="hub-address-change"
            onClick={() => setChanging(true)}
          >
            {words.changeAddress}
          </button>
        )}
      </p>
      {isChanging && <AddressField address={address} onDone={() => setChanging(false)} />}
    </div>
  );
}

function AddressField({ address, onDone }: { readonly address: string; readonly onDone: () => void }) {
  const { fetch: words } = useWords().models;
  const page = usePage();
  const { hub } = useModelsPlace();
  const [typed, setTyped] = useState(address);
  const [isRefused, setRefused] = useState(false);
  const id = useId();
  const keep = async (hubAddress: string) => {
    if (!isHubAddress(hubAddress)) return setRefused(true);
    onDone();
    await page.configureApp({ hubAddress });
    await hub.readOffers().catch((error) => {
      if (!isClosed(error)) page.state.patch({ mishap: mishapOf(error) });
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void keep(typed.trim() || usualHubAddress);
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onDone();
  };
  return (
    <form className="models-field" onSubmit={submit} onKeyDown={leave}>
      <label htmlFor={id}>{words.address}</label>
      <div className="models-field-row">
        <input
          id={id}
          data-testid="hub-address"
          // biome-ignore lint/a11y/noAutofocus: it takes the place of what was pressed
          autoFocus
          value={typed}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={`${id}-hint`}
          aria-invalid={isRefused}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className="button quiet" data-testid="hub-address-keep">
          {words.keepAddress}
        </button>
        <button type="button" className="button quiet" onClick={onDone}>
          {words.cancel}
        </button>
      </div>
      <p
        id={`${id}-hint`}
        className={isRefused ? 'models-hint problem' : 'models-hint'}
        role={isRefused ? 'alert' : undefined}
      >
        {isRefused ? words.badAddress : words.addressHint}{' '}
        {address !== usualHubAddress && (
          <button type="button" className="quiet-link" onClick={() => void keep(usualHubAddress)}>
            {words.usualAddress}
          </button>
        )}
      </p>
    </form>
  );
}
