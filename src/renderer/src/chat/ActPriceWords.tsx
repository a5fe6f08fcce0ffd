import type { ActPrice } from '../../../shared/branch-view.ts';
import { useWords } from '../state/page-context.ts';

/** What an act costs, before it is done. */
export function ActPriceWords({ price }: { readonly price: ActPrice }) {
  const { branch: words } = useWords();
  const { keptTokens, cachedTokens, readTokens, readMs, forgets, isPossible } = price;
  if (!isPossible) return <span className="act-price">{words.notPossible}</span>;
  return (
    <span
      className="act-price"
      data-testid="price"
      data-kept={keptTokens}
      data-reread={readTokens}
      data-ms={readMs === null ? undefined : Math.round(readMs)}
    >
      {words.price(keptTokens, cachedTokens, readTokens, readMs)}
      {forgets.length > 0 && ` ${words.forgets(forgets.map(({ name }) => name))}`}
    </span>
  );
}
