import type { ChatEvent } from '../../../shared/views.ts';

/** The answer being written, as far as its events have come. */
export interface LiveAnswer {
  readonly messageId: number;
  readonly text: string;
  readonly decodedTokens: number;
}

/** How far the window has been filled by the answer under way, by its newest events. */
export interface LiveReach {
  readonly heldTokens: number;
  /** Null until something was written. */
  readonly usedTokens: number | null;
}

export interface LiveText {
  /** Null when nothing is being written in the open chat. */
  answer(): LiveAnswer | null;
  /** The window's use by the newest text event; null when a measurement counts no less. */
  usedTokens(): number | null;
  /** Null until the engine has told something of the answer under way. */
  reach(): LiveReach | null;
  begin(messageId: number, text: string): void;
  append(event: TextEvent): void;
  /** More of the prompt was read. */
  read(messageId: number, heldTokens: number): void;
  /** A measurement came. It counts what was written when it was asked for, and more may have been written since. */
  measured(usedTokens: number): void;
  /** The answer has ended. How much of the window it fills stays until that is measured: what was before it is true no more. */
  finish(): void;
  /** Another chat is open, or none. */
  end(): void;
  /** For the text itself: told soon. */
  subscribe(listener: () => void): () => void;
  /** For numbers beside it, which would only flicker if they changed with every token. */
  subscribeNumbers(listener: () => void): () => void;
}

type TextEvent = Omit<Extract<ChatEvent, { type: 'text' }>, 'type'>;

/** Runs `work` once, soon. */
export type Schedule = (work: () => void) => void;

/**
 * Text under way, outside the page's state: however many tokens come meanwhile, listeners are told once, and each of them
 * touches one text node or one number.
 */
export function openLiveText(textSchedule: Schedule, numberSchedule: Schedule): LiveText {
  const text = openAnnouncer(textSchedule);
  const numbers = openAnnouncer(numberSchedule);
  let answer: LiveAnswer | null = null;
  let usedTokens: number | null = null;
  let reach: LiveReach | null = null;

  const change = (newAnswer: LiveAnswer | null, newUsedTokens: number | null, newReach: LiveReach | null) => {
    answer = newAnswer;
    usedTokens = newUsedTokens;
    reach = newReach;
    text.announceSoon();
    numbers.announceSoon();
  };
  return {
    answer: () => answer,
    usedTokens: () => usedTokens,
    reach: () => reach,
    begin: (messageId, written) => change({ messageId, text: written, decodedTokens: 0 }, null, null),
    append: (event) => {
      if (answer?.messageId !== event.messageId) return;
      const { messageId, decodedTokens, heldTokens } = event;
      change({ messageId, text: answer.text + event.text, decodedTokens }, event.usedTokens, {
        heldTokens,
        usedTokens: event.usedTokens,
      });
    },
    read: (messageId, heldTokens) => {
      if (answer?.messageId !== messageId) return;
      reach = { heldTokens, usedTokens: reach?.usedTokens ?? null };
      numbers.announceSoon();
    },
    measured: (measuredTokens) => {
      if (answer === null || measuredTokens >= (usedTokens ?? 0)) usedTokens = null;
    },
    finish: () => change(null, usedTokens, null),
    end: () => change(null, null, null),
    subscribe: text.subscribe,
    subscribeNumbers: numbers.subscribe,
  };
}

function openAnnouncer(schedule: Schedule) {
  const listeners = new Set<() => void>();
  let isScheduled = false;
  const announce = () => {
    isScheduled = false;
    for (const listener of [...listeners]) listener();
  };
  return {
    announceSoon: () => {
      if (isScheduled) return;
      isScheduled = true;
      schedule(announce);
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** Frames do not come to a page that is hidden; a timer then stands in for them. */
const HIDDEN_PAGE_DELAY_MS = 100;
/** Faster than this nobody reads, and each showing costs a layout and a paint whatever it brings. */
export const TEXT_GAP_MS = 30;
/** A number that changes faster cannot be read at all. */
export const NUMBER_GAP_MS = 120;

/** At the next frame, but not before the last showing has been seen for `leastGapMs`. */
export function atCalmFrames(leastGapMs: number): Schedule {
  let lastMs = 0;
  return (work) => {
    const waitMs = Math.max(0, lastMs + leastGapMs - performance.now());
    const run = () => {
      lastMs = performance.now();
      work();
    };
    if (waitMs === 0) atNextFrame(run);
    else setTimeout(() => atNextFrame(run), waitMs);
  };
}

function atNextFrame(work: () => void): void {
  let isDone = false;
  const once = () => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    work();
  };
  const timer = setTimeout(once, HIDDEN_PAGE_DELAY_MS);
  requestAnimationFrame(once);
}
