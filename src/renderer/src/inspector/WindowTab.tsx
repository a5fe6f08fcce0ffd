import { usePageState, useWords } from '../state/page-context.ts';
import { CacheMemory } from './CacheMemory.tsx';
import { LastTurn } from './LastTurn.tsx';
import { TokenMap } from './TokenMap.tsx';

/** What stands in each place of the window, what that costs, and how the last turn went. */
export function WindowTab() {
  const { inspector: words } = useWords();
  const cache = usePageState((state) => state.cache);
  const modelWindow = usePageState((state) => state.model?.windowTokens ?? null);
  const windowTokens = cache?.windowTokens ?? modelWindow;
  return (
    <>
      {windowTokens !== null && (
        <>
          <h2>{words.places(windowTokens)}</h2>
          <TokenMap windowTokens={windowTokens} stretches={cache?.stretches ?? []} />
        </>
      )}
      <CacheMemory />
      <LastTurn />
    </>
  );
}
