const KEY = 'palimpsest-tab';

type TabStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** This tab's own; tests have none. */
const ofThisTab: TabStorage | undefined = typeof sessionStorage === 'undefined' ? undefined : sessionStorage;

/**
 * The name by which the core knows this tab again when it is loaded anew, and with it the words that were typed here. The words
 * themselves are not for a browser's storage: it stands on the disk, and what is taken out of it stays there for long.
 */
export function tabName(storage = ofThisTab): string {
  try {
    const known = storage?.getItem(KEY);
    if (known) return known;
    const name = crypto.randomUUID();
    storage?.setItem(KEY, name);
    return name;
  } catch {
    // Without a storage it is another tab each time.
    return crypto.randomUUID();
  }
}
