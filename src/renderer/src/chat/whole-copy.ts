import type { Page } from '../state/page.ts';

/** So long it waits at most: many times what the longest chat takes. */
const MOST_WAIT_MS = 5_000;

/** All that was said, copied before all of it was told. */
export interface WholeCopy {
  /** Copies it as soon as all was told; says so where that does not come. */
  begin(): void;
  /** Something else was copied meanwhile, which stays. */
  drop(): void;
  /** The chat is left. */
  close(): void;
}

export interface WholeCopyParts {
  readonly page: Pick<Page, 'state' | 'copy'>;
  readonly text: () => string;
}

/** Whoever copied may have copied something else long since: so it waits neither for ever nor for another line to the core. */
export function openWholeCopy({ page: { state, copy }, text }: WholeCopyParts): WholeCopy {
  let stop: (() => void) | null = null;
  const drop = () => {
    stop?.();
    stop = null;
  };
  const giveUp = () => {
    drop();
    state.patch({ mishap: { code: 'notCopiedWhole' } });
  };
  const begin = () => {
    drop();
    let { isCopied: wasCopied } = state.get();
    const chatId = state.get().chat?.id;
    const look = () => {
      const { chat, link, isCopied } = state.get();
      const isOther = isCopied && !wasCopied;
      wasCopied = isCopied;
      if (isOther) return drop();
      if (link !== 'open' || chat?.id !== chatId) return giveUp();
      if (!chat?.isWhole) return;
      drop();
      // Says itself what came of it.
      void copy(text());
    };
    const stopLooking = state.subscribe(look);
    const timer = setTimeout(giveUp, MOST_WAIT_MS);
    stop = () => {
      stopLooking();
      clearTimeout(timer);
    };
    look();
  };
  return { begin, drop, close: () => stop && giveUp() };
}
