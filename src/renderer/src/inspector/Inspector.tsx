import { type KeyboardEvent, useRef, useState } from 'react';
import { useWords } from '../state/page-context.ts';
import { Icon } from '../ui/Icon.tsx';
import { CacheTab } from './CacheTab.tsx';
import { WindowTab } from './WindowTab.tsx';
import './inspector.css';

const tabs = ['window', 'cache'] as const;
type Tab = (typeof tabs)[number];

/** The engine's own numbers, beside the words they belong to. */
export function Inspector({ onFold }: { readonly onFold: () => void }) {
  const { inspector: words, header } = useWords();
  const [tab, setTab] = useState<Tab>('window');
  const list = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    if (step === 0 || !next) return;
    event.preventDefault();
    setTab(next);
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <section className="inspector" aria-label={words.name}>
      <div className="inspector-head">
        <div ref={list} className="tabs" role="tablist" aria-label={words.name} onKeyDown={onKeyDown}>
          {tabs.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              aria-selected={tab === name}
              aria-controls="inspector-panel"
              tabIndex={tab === name ? 0 : -1}
              onClick={() => setTab(name)}
            >
              {words.tabs[name]}
            </button>
          ))}
        </div>
        <button type="button" className="icon-button only-drawer" aria-label={header.hideInspector} onClick={onFold}>
          <Icon name="close" />
        </button>
      </div>
      <div className="inspector-panel" id="inspector-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'window' ? <WindowTab /> : <CacheTab />}
      </div>
    </section>
  );
}
