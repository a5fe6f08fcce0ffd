import { isLongDraft, type Pause, shortPause } from './draft-pause.ts';

/** Keeps words that were typed on this page in the core's store. */
export interface DraftKeeper {
  /** Words were typed: they are stored as soon as the ones before are, long ones after a pause; of several only the newest. */
  keep(chatId: number, text: string): void;
  /** Asks for everything that is not stored yet at once, as before the page is hidden or a message is sent. */
  flush(): void;
  /** Tries what failed once more, as over a new line. */
  retry(): void;
  /** These words are no draft any more. */
  forget(chatId: number): void;
  /** Words that could not be stored stand on this page alone. */
  isFailing(): boolean;
  /** Why the newest words of a chat are not stored; null while nothing is known to be wrong. */
  failureOf(chatId: number): unknown;
}

export interface DraftKeeperOptions {
  readonly store: (chatId: number, text: string) => Promise<void>;
  /** Told when `failureOf` may have another answer. */
  readonly onChange: (chatId: number) => void;
  /** Whether trying again by itself may help. Defaults to always. */
  readonly mayPass?: (error: unknown) => boolean;
  /** Calls `work` after a while. Defaults to a few seconds. */
  readonly later?: (work: () => void) => void;
  /** Calls `work` once more of a long draft may have been typed. Defaults to a part of a second. */
  readonly pause?: Pause;
}

interface Unsaved {
  readonly text: string;
  /** Has not been asked for since it was typed. */
  isDue: boolean;
  /** Becomes due when the pause is over. */
  isPaused: boolean;
  isUnderWay: boolean;
  failure: unknown;
}

const RETRY_MS = 3000;

/**
 * One question under way at a time, so that fast typing builds no queue; what is not stored stays here and is tried again.
 * Nothing else writes a draft: counting, and events that others caused, never reach this.
 */
export function openDraftKeeper(options: DraftKeeperOptions): DraftKeeper {
  return new Keeper(options);
}

class Keeper implements DraftKeeper {
  private readonly options: DraftKeeperOptions;
  private readonly unsaved = new Map<number, Unsaved>();
  private underWay = 0;
  private isRetryDue = false;
  private isPausing = false;

  constructor(options: DraftKeeperOptions) {
    this.options = options;
  }

  keep(chatId: number, text: string): void {
    // Until the newer words are stored, what was wrong with the older ones still holds.
    const failure = this.unsaved.get(chatId)?.failure ?? null;
    this.unsaved.delete(chatId);
    const isPaused = isLongDraft(text);
    this.unsaved.set(chatId, { text, isDue: !isPaused, isPaused, isUnderWay: false, failure });
    if (isPaused) this.pause();
    else if (this.underWay === 0) this.storeNext();
  }

  flush(): void {
    for (const [chatId, entry] of this.unsaved) if (!entry.isUnderWay) void this.store(chatId, entry);
  }

  retry(): void {
    this.flush();
  }

  forget(chatId: number): void {
    if (this.unsaved.delete(chatId)) this.options.onChange(chatId);
  }

  failureOf(chatId: number): unknown {
    return this.unsaved.get(chatId)?.failure ?? null;
  }

  isFailing(): boolean {
    return [...this.unsaved.values()].some(({ failure }) => failure !== null);
  }

  private pause(): void {
    if (this.isPausing) return;
    this.isPausing = true;
    const { pause = shortPause } = this.options;
    pause(() => {
      this.isPausing = false;
      for (const entry of this.unsaved.values()) {
        if (entry.isPaused) Object.assign(entry, { isPaused: false, isDue: true });
      }
      if (this.underWay === 0) this.storeNext();
    });
  }

  private storeNext(): void {
    for (const [chatId, entry] of this.unsaved) {
      if (entry.isDue) return void this.store(chatId, entry);
    }
  }

  private async store(chatId: number, entry: Unsaved): Promise<void> {
    entry.isDue = false;
    entry.isPaused = false;
    entry.isUnderWay = true;
    this.underWay += 1;
    const failure = await this.options.store(chatId, entry.text).then(
      () => null,
      (error: unknown) => error ?? new Error('unknown'),
    );
    entry.isUnderWay = false;
    this.underWay -= 1;
    this.settle(chatId, entry, failure);
    if (this.underWay === 0) this.storeNext();
  }

  private settle(chatId: number, entry: Unsaved, failure: unknown): void {
    const newest = this.unsaved.get(chatId);
    if (failure === null && newest === entry) this.unsaved.delete(chatId);
    else if (newest) newest.failure = failure;
    if (failure !== null && newest) this.retryLater(failure);
    this.options.onChange(chatId);
  }

  private retryLater(failure: unknown): void {
    const { later = (work) => setTimeout(work, RETRY_MS), mayPass = () => true } = this.options;
    if (this.isRetryDue || !mayPass(failure)) return;
    this.isRetryDue = true;
    later(() => {
      this.isRetryDue = false;
      for (const [chatId, entry] of this.unsaved) {
        if (entry.failure !== null && !entry.isUnderWay && mayPass(entry.failure)) void this.store(chatId, entry);
      }
    });
  }
}
