import type { CacheView } from '../../../shared/cache-view.ts';
import { usePageState, useWords } from '../state/page-context.ts';

type HeldCache = CacheView['caches'][number];

const none: readonly HeldCache[] = [];

/** Every cache that the engine holds, whose it is and what it is for. */
export function CacheTab() {
  const { inspector: words, formats } = useWords();
  const caches = usePageState((state) => state.cache?.caches ?? none);
  if (caches.length === 0) {
    return (
      <>
        <p className="inspector-note">{words.cacheExplained}</p>
        <h2>{words.caches}</h2>
        <p className="inspector-note">{words.noCaches}</p>
      </>
    );
  }
  const sum = (count: (cache: HeldCache) => number) => caches.reduce((total, cache) => total + count(cache), 0);
  return (
    <>
      <p className="inspector-note">{words.cacheExplained}</p>
      <h2>{words.caches}</h2>
      <table className="facts caches">
        <thead>
          <tr>
            <th scope="col">{words.columns.chat}</th>
            <th scope="col">{words.columns.tokens}</th>
            <th scope="col">{words.columns.held}</th>
          </tr>
        </thead>
        <tbody>
          {caches.map((cache) => (
            <CacheRow key={cache.cacheId} cache={cache} caches={caches} />
          ))}
        </tbody>
        <tfoot>
          <tr data-testid="cache-total">
            <th scope="row">{words.total}</th>
            <td>{formats.count(sum((cache) => cache.tokenCount))}</td>
            <td>{formats.bytes(sum((cache) => cache.heldBytes))}</td>
          </tr>
        </tfoot>
      </table>
    </>
  );
}

interface CacheRowProps {
  readonly cache: HeldCache;
  readonly caches: readonly HeldCache[];
}

function CacheRow({ cache, caches }: CacheRowProps) {
  const { inspector: words, formats, chats } = useWords();
  const isListed = usePageState((state) => state.chats.some(({ id }) => id === cache.chatId));
  const hasTwo = caches.some((other) => other !== cache && other.chatId === cache.chatId);
  const { cacheKinds } = words;
  const says = [
    ...(cache.isPrepared ? [cacheKinds.prepared] : hasTwo ? [cacheKinds.main] : []),
    ...(cache.isShown ? [cacheKinds.shown] : []),
    ...(isListed ? [] : [cacheKinds.deleted]),
  ];
  return (
    <tr
      data-testid="cache-row"
      data-chat-id={cache.chatId}
      data-shown={cache.isShown}
      data-prepared={cache.isPrepared}
      data-tokens={cache.tokenCount}
    >
      <td className="cache-title">
        <span>{cache.title || chats.untitled}</span>
        {says.length > 0 && <small>{says.join(' · ')}</small>}
      </td>
      <td>{formats.count(cache.tokenCount)}</td>
      <td>{formats.bytes(cache.heldBytes)}</td>
    </tr>
  );
}
