import { useEffect } from 'react';
import type { ActPrice, BranchAct } from '../../../shared/branch-view.ts';
import { useWords } from '../state/page-context.ts';
import { useActPrice } from './use-act-price.ts';

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

export interface ActPriceTipProps {
  readonly act: BranchAct;
  /** Told of the price that is shown. */
  readonly onPrice?: (price: ActPrice) => void;
}

/** The same for something that is looked at, as long as it is: nothing is asked of what is not. */
export function ActPriceTip({ act, onPrice }: ActPriceTipProps) {
  const price = useActPrice({ act });
  useEffect(() => {
    if (price) onPrice?.(price);
  }, [price, onPrice]);
  return price && <ActPriceWords price={price} />;
}
