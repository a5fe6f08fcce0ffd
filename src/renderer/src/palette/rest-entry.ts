import { MOST_OF_A_PART, type SearchedPart } from '../../../shared/search-view.ts';
import type { PickEntry } from '../ui/PickList.tsx';

export interface RestToShow {
  /** Of the part. */
  readonly key: string;
  readonly text: string;
  /** How many of it stand here. */
  readonly count: number;
  readonly partOf: (count: number) => SearchedPart;
  readonly onMore: (part: SearchedPart) => void;
}

/** As many as are read in one go. */
const MORE_AT_ONCE = 30;

/** The last entry of a group that has more: what it brings stands in its place, and the box stays open. Null where no more can be asked for. */
export function restEntry({ key, text, count, partOf, onMore }: RestToShow): PickEntry | null {
  if (count >= MOST_OF_A_PART) return null;
  return {
    // Another one for each beginning: where it stood, what it brought is meant next.
    ...{ key: `rest-${key}-${count}`, text, ranges: [], isLong: false, lead: null, note: null, badge: null },
    staysOpen: true,
    onPick: () => onMore(partOf(Math.min(MOST_OF_A_PART, count + MORE_AT_ONCE))),
  };
}
