import { useWords } from '../state/page-context.ts';
import { Icon } from '../ui/Icon.tsx';
import { TabList, TabPanel, Tabs } from '../ui/Tabs.tsx';
import { CacheTab } from './CacheTab.tsx';
import { WindowTab } from './WindowTab.tsx';
import './inspector.css';

/** The engine's own numbers, beside the words they belong to. */
export function Inspector({ onFold }: { readonly onFold: () => void }) {
  const { inspector: words, header } = useWords();
  return (
    <Tabs first="window" within={<section className="inspector" aria-label={words.name} />}>
      <div className="inspector-head">
        <TabList
          name={words.name}
          tabs={[
            { key: 'window', name: words.tabs.window },
            { key: 'cache', name: words.tabs.cache },
          ]}
        />
        <button type="button" className="icon-button only-drawer" aria-label={header.hideInspector} onClick={onFold}>
          <Icon name="close" />
        </button>
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
