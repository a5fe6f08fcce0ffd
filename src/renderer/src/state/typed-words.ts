import { type Pause, shortPause } from './draft-pause.ts';

/** What was typed on this page and not sent, by chat. */
export interface TypedWords {
  get(chatId: number): string | undefined;
  set(chatId: number, text: string): void;
  delete(chatId: number): void;
  /** Holds a chat's words, soon, beyond this page's life: a reload of this tab finds them, whatever other tabs have typed since. */
  remember(chatId: number): void;
  /** Holds now what is to be held soon, as before the page may go. */
  flush(): void;
  /** They are on their way: a page that is loaded again asks the core what became of them. */
  forgetRemembered(chatId: number): void;
}

type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** This tab's own; tests have none. */
const ofThisTab: TabStorage | undefined = typeof sessionStorage === 'undefined' ? undefined : sessionStorage;

const keyBeginning = 'palimpsest-typed-';
const keyOf = (chatId: number) => `${keyBeginning}${chatId}`;

/** Of all chats. */
export function forgetTypedWords(storage: Storage): void {
  for (const key of Object.keys(storage)) if (key.startsWith(keyBeginning)) storage.removeItem(key);
}

/**
 * The core keeps one draft for each chat, the newest of whichever tab. A tab whose words another tab has typed over still has
 * its own.
 */
export function openTypedWords(storage = ofThisTab, later: Pause = shortPause): TypedWords {
  const typed = new Map<number, string>();
  const pending = new Set<number>();
  let isPausing = false;
  const hold = (chatId: number) => {
    const text = typed.get(chatId);
    if (!storage || text === undefined) return;
    try {
      if (text === '') storage.removeItem(keyOf(chatId));
      else storage.setItem(keyOf(chatId), text);
    } catch {
      // A tab's storage has an end; the core keeps the words in any case.
    }
  };
  const flush = () => {
    for (const chatId of pending) hold(chatId);
    pending.clear();
  };
  return {
    get: (chatId) => typed.get(chatId) ?? storage?.getItem(keyOf(chatId)) ?? undefined,
    set: (chatId, text) => void typed.set(chatId, text),
    delete: (chatId) => {
      typed.delete(chatId);
      pending.delete(chatId);
      storage?.removeItem(keyOf(chatId));
    },
    // The tab's storage writes for the whole of it at each call: a key need not pay for that.
    remember: (chatId) => {
      pending.add(chatId);
      if (isPausing) return;
      isPausing = true;
      later(() => {
        isPausing = false;
        flush();
      });
    },
    flush,
    forgetRemembered: (chatId) => {
      pending.delete(chatId);
      storage?.removeItem(keyOf(chatId));
    },
  };
}
