import { useCallback, useEffect, useState } from 'react';
import type { ForgottenTurn, WindowPrice } from '../../../shared/window-view.ts';
import { usePage, usePageState } from '../state/page-context.ts';

/** What can be brought back, what of it is chosen, and what that costs. */
export interface BringBackChoice {
  /** Null until the core has said it. */
  readonly turns: readonly ForgottenTurn[] | null;
  readonly chosen: readonly number[];
  /** Of exactly what is chosen; null until the core has said it, and for nothing. */
  readonly price: WindowPrice | null;
  readonly isChosen: (turnId: number) => boolean;
  readonly toggle: (turnId: number) => void;
}

interface Priced {
  readonly chosen: readonly number[];
  readonly price: WindowPrice;
}

const nothing: readonly number[] = [];

/** Begins with what the core ticks: the newest, as far as nothing else must go for them. Asked anew once an answer has ended. */
export function useBringBack(among: readonly number[] | null): BringBackChoice {
  const page = usePage();
  const isAnswering = usePageState((state) => state.chat?.answering != null);
  const [turns, setTurns] = useState<readonly ForgottenTurn[] | null>(null);
  const [chosen, setChosen] = useState(nothing);
  const [priced, setPriced] = useState<Priced | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was forgotten stays the same while the panel is open
  useEffect(() => {
    let isWanted = true;
    page.forgottenTurns(among).then(
      (view) => {
        if (!isWanted) return;
        setTurns(view.turns);
        setChosen(view.turns.filter(({ isTicked }) => isTicked).map(({ turnId }) => turnId));
      },
      () => isWanted && setTurns([]),
    );
    return () => {
      isWanted = false;
    };
  }, [page, isAnswering]);

  useEffect(() => {
    if (chosen.length === 0) return;
    let isWanted = true;
    page.priceOf(chosen.map((turnId) => ({ turnId, change: 'pin' }))).then(
      (price) => isWanted && setPriced({ chosen, price }),
      // What is not priced cannot be confirmed; a line that broke is told elsewhere.
      () => isWanted && setPriced(null),
    );
    return () => {
      isWanted = false;
    };
  }, [page, chosen]);

  const toggle = useCallback(
    (turnId: number) =>
      setChosen((before) => (before.includes(turnId) ? before.filter((id) => id !== turnId) : [...before, turnId])),
    [],
  );
  const isChosen = useCallback((turnId: number) => chosen.includes(turnId), [chosen]);
  return { turns, chosen, price: priced?.chosen === chosen ? priced.price : null, isChosen, toggle };
}
