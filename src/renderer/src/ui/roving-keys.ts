/** What the keys move in: so many places, of which so many are a page. */
export interface RovingPlaces {
  readonly place: number;
  readonly length: number;
  /** How far a page key goes. Defaults to such keys being somebody else's. */
  readonly inPage?: number;
  /** The places stand beside each other as well: the arrows to both sides move, too. Defaults to false. */
  readonly isRow?: boolean;
}

/** The place that a key goes to among places of which one is a Tab stop, none beyond the ends; null: it is no such key. */
export function placeAfter(key: string, { place, length, inPage, isRow = false }: RovingPlaces): number | null {
  const step = stepOf(key, { length, inPage, isRow });
  return step === null || length === 0 ? null : Math.max(0, Math.min(length - 1, place + step));
}

function stepOf(
  key: string,
  { length, inPage, isRow }: Required<Pick<RovingPlaces, 'length' | 'isRow'>> & { readonly inPage: number | undefined },
): number | null {
  switch (key) {
    case 'ArrowDown':
      return 1;
    case 'ArrowUp':
      return -1;
    case 'ArrowRight':
      return isRow ? 1 : null;
    case 'ArrowLeft':
      return isRow ? -1 : null;
    case 'PageDown':
      return inPage ?? null;
    case 'PageUp':
      return inPage === undefined ? null : -inPage;
    case 'Home':
      return -length;
    case 'End':
      return length;
    default:
      return null;
  }
}

/** Whoever writes there moves in the text. */
export function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
