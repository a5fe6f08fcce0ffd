import { useEffect, useState } from 'react';
import type { ActPrice, BranchAct } from '../../../shared/branch-view.ts';
import { usePage, usePageState } from '../state/page-context.ts';

export interface ActPriceOptions {
  /** Null: nothing is priced. */
  readonly act: BranchAct | null;
  /** How long to wait for another act before this one is priced. Defaults to not at all. */
  readonly pauseMs?: number;
}

/**
 * What an act would cost, and again when the engine holds something else: what is read ahead makes it cheaper. Null until that is
 * known of this very act, and where it cannot be done; a line that broke is told elsewhere.
 */
export function useActPrice({ act, pauseMs = 0 }: ActPriceOptions): ActPrice | null {
  const page = usePage();
  const cache = usePageState((state) => state.cache);
  const [priced, setPriced] = useState<{ readonly key: string; readonly price: ActPrice } | null>(null);
  const key = JSON.stringify(act);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the act, and another cache has another price
  useEffect(() => {
    if (act === null) return;
    let isWanted = true;
    const ask = () =>
      page.branching.priceOf(act).then(
        (price) => isWanted && setPriced({ key, price }),
        () => isWanted && setPriced(null),
      );
    const timer = setTimeout(() => void ask(), pauseMs);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [page, key, cache, pauseMs]);
  return priced?.key === key ? priced.price : null;
}
