/** The answer being written, as far as its events have come. */
export interface LiveAnswer {
  readonly messageId: number;
  readonly text: string;
  readonly decodedTokens: number;
}

export interface LiveText {
  /** Null when nothing is being written in the open chat. */
  answer(): LiveAnswer | null;
  /** The window's use by the newest text event; null when a measurement is newer. */
  usedTokens(): number | null;
  begin(messageId: number, text: string): void;
  append(messageId: number, text: string, decodedTokens: number, usedTokens: number): void;
  /** A measurement came that already counts what was written. */
  dropUsedTokens(): void;
  end(): void;
  subscribe(listener: () => void): () => void;
}

/** Runs `work` once, soon: at the next frame of a page that is seen. */
export type Schedule = (work: () => void) => void;

/**
 * Text under way, outside the page's state: however many tokens come between two frames, listeners are told once a frame,
 * and each of them touches one text node or one number.
 */
export function openLiveText(schedule: Schedule): LiveText {
  const listeners = new Set<() => void>();
  let answer: LiveAnswer | null = null;
  let usedTokens: number | null = null;
  let isScheduled = false;

  const announce = () => {
    isScheduled = false;
    for (const listener of [...listeners]) listener();
  };
  const announceSoon = () => {
    if (isScheduled) return;
    isScheduled = true;
    schedule(announce);
  };

  return {
    answer: () => answer,
    usedTokens: () => usedTokens,
    begin: (messageId, text) => {
      answer = { messageId, text, decodedTokens: 0 };
      usedTokens = null;
      announceSoon();
    },
    append: (messageId, text, decodedTokens, used) => {
      if (answer?.messageId !== messageId) return;
      answer = { messageId, text: answer.text + text, decodedTokens };
      usedTokens = used;
      announceSoon();
    },
    dropUsedTokens: () => {
      usedTokens = null;
    },
    end: () => {
      answer = null;
      usedTokens = null;
      announceSoon();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Frames do not come to a page that is hidden; a timer then stands in for them. */
const HIDDEN_PAGE_DELAY_MS = 100;

export const atNextFrame: Schedule = (work) => {
  let isDone = false;
  const once = () => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    work();
  };
  const timer = setTimeout(once, HIDDEN_PAGE_DELAY_MS);
  requestAnimationFrame(once);
};
