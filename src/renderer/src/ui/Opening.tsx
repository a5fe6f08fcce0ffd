import type { LinkState } from '../connect.ts';
import { useWords } from '../state/page-context.ts';

/** What is seen before the core has answered for the first time. */
export function Opening({ link }: { readonly link: LinkState }) {
  const words = useWords();
  return (
    <main className="opening">
      <h1 className="brand">{words.brand}</h1>
      <p role={link === 'noToken' || link === 'gone' ? 'alert' : 'status'}>{sentenceFor(link, words)}</p>
    </main>
  );
}

function sentenceFor(link: LinkState, { link: words }: ReturnType<typeof useWords>): string {
  if (link === 'noToken') return words.noToken;
  return link === 'gone' ? words.gone : words.connecting;
}
