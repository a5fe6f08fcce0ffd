import { usePageState, useWords } from '../state/page-context.ts';
import { CacheMemory } from './CacheMemory.tsx';

/** Every cache that the engine holds, and what it is for. */
export function CacheTab() {
  const { inspector: words, formats, chats } = useWords();
  const cache = usePageState((state) => state.cache);
  const caches = cache?.caches ?? [];
  return (
    <>
      <p className="inspector-note">{words.cacheExplained}</p>
      <CacheMemory />
      <h2>{words.caches}</h2>
      {caches.length === 0 ? (
        <p className="inspector-note">{words.noCaches}</p>
      ) : (
        <table className="facts caches">
          <thead>
            <tr>
              <th scope="col">{words.columns.chat}</th>
              <th scope="col">{words.columns.tokens}</th>
              <th scope="col">{words.columns.held}</th>
            </tr>
          </thead>
          <tbody>
            {caches.map((held, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one chat may have two caches, and rows keep no state
              <tr key={`${held.chatId}-${index}`}>
                <td className="cache-title">{held.title || chats.untitled}</td>
                <td>{formats.count(held.tokenCount)}</td>
                <td>{formats.bytes(held.heldBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
