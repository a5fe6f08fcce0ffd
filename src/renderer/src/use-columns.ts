import { useCallback, useState, useSyncExternalStore } from 'react';
import type { AppSettings } from '../../shared/settings.ts';
import { usePage, usePageState } from './state/page-context.ts';

/** From this width on chats, talk and inspector stand side by side. */
const THREE_COLUMNS = '(min-width: 1181px)';
/** From this width on two of them do: an open inspector takes the place of the chats, so that it covers no words. */
const INSPECTOR_BESIDE = '(min-width: 840px)';
const CHATS_BESIDE = '(min-width: 761px)';

/** Beside the talk, or over it until it is closed. */
type Place = 'column' | 'drawer';

export interface Fold {
  readonly isOpen: boolean;
  readonly place: Place;
  toggle(): void;
}

export interface Columns {
  readonly sidebar: Fold;
  readonly inspector: Fold;
  /** A chat was chosen: what lies over the talk has done its work. */
  closeSidebarDrawer(): void;
}

/** What stands beside the talk. Where there is room for all, what a person folds is remembered; elsewhere it is folded at first. */
export function useColumns(): Columns {
  const isWide = useMedia(THREE_COLUMNS);
  const isInspectorBeside = useMedia(INSPECTOR_BESIDE);
  const isChatsBeside = useMedia(CHATS_BESIDE);
  const [isSidebarFolded, foldSidebar] = useRememberedFold('isSidebarFolded');
  const [isInspectorFolded, foldInspector] = useRememberedFold('isInspectorFolded');
  const [isInspectorCalled, setInspectorCalled] = useState(false);
  const [isSidebarCalled, setSidebarCalled] = useState(false);

  const isInspectorOpen = isWide ? !isInspectorFolded : isInspectorCalled;
  const takesSidebarsPlace = !isWide && isInspectorBeside && isInspectorOpen;
  const sidebarPlace: Place = isChatsBeside && !takesSidebarsPlace ? 'column' : 'drawer';
  const isSidebarOpen = sidebarPlace === 'column' ? !isSidebarFolded : isSidebarCalled;
  const closeSidebarDrawer = useCallback(() => setSidebarCalled(false), []);

  const toggleInspector = () => {
    closeSidebarDrawer();
    if (isWide) foldInspector(isInspectorOpen);
    else setInspectorCalled(!isInspectorOpen);
  };
  const toggleSidebar = () => {
    if (sidebarPlace === 'column') foldSidebar(isSidebarOpen);
    else setSidebarCalled(!isSidebarOpen);
  };
  return {
    sidebar: { isOpen: isSidebarOpen, place: sidebarPlace, toggle: toggleSidebar },
    inspector: { isOpen: isInspectorOpen, place: isInspectorBeside ? 'column' : 'drawer', toggle: toggleInspector },
    closeSidebarDrawer,
  };
}

type FoldSetting = keyof Pick<AppSettings, 'isSidebarFolded' | 'isInspectorFolded'>;

/** Folded at once in this window, and stored for the next start where anything can be. */
function useRememberedFold(name: FoldSetting): readonly [boolean, (isFolded: boolean) => void] {
  const page = usePage();
  const stored = usePageState((state) => state.settings[name]);
  const [own, setOwn] = useState<boolean | null>(null);
  const fold = (isFolded: boolean) => {
    setOwn(isFolded);
    if (page.state.get().storage.type !== 'readOnly') void page.configureApp({ [name]: isFolded });
  };
  return [own ?? stored, fold];
}

function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
