import { useWords } from '../state/page-context.ts';
import { Icon } from '../ui/Icon.tsx';
import { TabList, TabPanel, Tabs } from '../ui/Tabs.tsx';
import type { Fold } from '../use-columns.ts';
import { CacheTab } from './CacheTab.tsx';
import { WindowTab } from './WindowTab.tsx';
import './inspector.css';

/** The engine's own numbers, beside the words they belong to. */
export function Inspector({ fold }: { readonly fold: Fold }) {
  const { inspector: words, header } = useWords();
  return (
    <Tabs
      first="window"
      within={
        <section className={fold.place === 'drawer' ? 'inspector drawer' : 'inspector'} aria-label={words.name} />
      }
    >
      <div className="inspector-head">
        <TabList
          name={words.name}
          tabs={[
            { key: 'window', name: words.tabs.window },
            { key: 'cache', name: words.tabs.cache },
          ]}
        />
        {fold.place === 'drawer' && (
          <button type="button" className="icon-button" aria-label={header.hideInspector} onClick={fold.toggle}>
            <Icon name="close" />
          </button>
        )}
      </div>
      <TabPanel of="window" className="inspector-panel">
        <WindowTab />
      </TabPanel>
      <TabPanel of="cache" className="inspector-panel">
        <CacheTab />
      </TabPanel>
    </Tabs>
  );
}
