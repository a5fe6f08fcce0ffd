import type { PickGroup } from '../ui/PickList.tsx';
import type { PaletteKind } from './palette-kind.ts';

/** Places of the app by their names, as soon as one is typed the beginning of. */
export const places: PaletteKind = ({ typed, words, page }): readonly PickGroup[] => {
  const asked = typed.trim().toLocaleLowerCase(words.languageTag);
  const name = words.models.open;
  const begins = name
    .toLocaleLowerCase(words.languageTag)
    .split(/\s+/)
    .some((word) => word.startsWith(asked));
  if (asked === '' || !begins) return [];
  const entry = {
    ...{ key: 'place-models', text: name, ranges: [], isLong: false, lead: null, note: null, badge: null },
    onPick: () => page.commands.run('models'),
  };
  return [{ key: 'places', name: words.models.group, entries: [entry], rest: null }];
};
