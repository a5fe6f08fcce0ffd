import type { TurnBlocks } from '../state/turn-blocks.ts';
import { type KeyedFlags, openKeyedFlags } from './keyed-flags.ts';

/**
 * How much of each turn is in the document. All words are, from soon after the chat was opened on, so that the browser's own
 * search, selection and screen readers find them. What else a turn shows (who and when, the receipt, what can be done) is
 * added when it comes near to sight, and stays.
 */
export interface TranscriptForms {
  /** Blocks whose words are in the document, by block. */
  readonly filled: KeyedFlags;
  /** Parts that show everything, by the id of their first turn. */
  readonly dressed: KeyedFlags;
  /** Begins to look at what is near to sight in this scrolling box. */
  start(scroller: HTMLElement): () => void;
  watchBlock(key: number, element: HTMLElement): () => void;
  watchPart(blockKey: number, key: number, element: HTMLElement): () => void;
  /** Tells each turn that is near to sight which one it is, of how many; until all are told, that their number is not known. */
  number(blocks: TurnBlocks, isWhole: boolean): void;
}

/** Near to sight: a screen above and a screen below. */
const NEAR = '100% 0px';
/** Blocks are filled at leisure, but each of them that late at most. */
const FILLED_AFTER_MS = 100;
/** A block takes about so long to fill. */
const FILLING_MS = 5;

export function openTranscriptForms(): TranscriptForms {
  return new Forms();
}

class Forms implements TranscriptForms {
  readonly filled = openKeyedFlags();
  readonly dressed = openKeyedFlags();
  private readonly blocks = new Map<number, HTMLElement>();
  private readonly partsOfBlock = new Map<number, Map<number, HTMLElement>>();
  private readonly keys = new WeakMap<Element, number>();
  private readonly near = new Set<number>();
  /** Parts near to sight that do not show everything yet. */
  private readonly wanted = new Map<number, HTMLElement>();
  private scroller: HTMLElement | null = null;
  private blockObserver: IntersectionObserver | null = null;
  private partObserver: IntersectionObserver | null = null;
  private frame = 0;
  private idle = 0;
  private lastTop = 0;
  private blocksNow: TurnBlocks = [];
  private isWhole = false;
  private numberingFrame = 0;

  start(scroller: HTMLElement): () => void {
    this.scroller = scroller;
    const options = { root: scroller, rootMargin: NEAR };
    this.blockObserver = new IntersectionObserver((entries) => this.onBlocks(entries), options);
    this.partObserver = new IntersectionObserver((entries) => this.onParts(entries), options);
    for (const element of this.blocks.values()) this.blockObserver.observe(element);
    this.fillSoon();
    return () => {
      this.blockObserver?.disconnect();
      this.partObserver?.disconnect();
      cancelAnimationFrame(this.frame);
      cancelAnimationFrame(this.numberingFrame);
      this.numberingFrame = 0;
      cancelIdleCallback(this.idle);
      this.frame = 0;
      this.idle = 0;
      this.scroller = null;
    };
  }

  watchBlock(key: number, element: HTMLElement): () => void {
    this.blocks.set(key, element);
    this.keys.set(element, key);
    this.blockObserver?.observe(element);
    this.fillSoon();
    return () => {
      this.blocks.delete(key);
      this.near.delete(key);
      this.blockObserver?.unobserve(element);
    };
  }

  watchPart(blockKey: number, key: number, element: HTMLElement): () => void {
    const parts = this.partsOfBlock.get(blockKey) ?? new Map<number, HTMLElement>();
    this.partsOfBlock.set(blockKey, parts);
    parts.set(key, element);
    this.keys.set(element, key);
    if (this.near.has(blockKey)) this.observePart(key, element);
    this.numberSoon();
    return () => {
      parts.delete(key);
      this.wanted.delete(key);
      this.partObserver?.unobserve(element);
    };
  }

  private onBlocks(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const key = this.keys.get(target);
      if (key === undefined) continue;
      const parts = this.partsOfBlock.get(key) ?? [];
      if (isIntersecting) {
        this.near.add(key);
        this.filled.set(key);
        for (const [partKey, element] of parts) this.observePart(partKey, element);
        this.numberSoon();
      } else if (this.near.delete(key)) {
        for (const [partKey, element] of parts) {
          this.partObserver?.unobserve(element);
          this.wanted.delete(partKey);
        }
      }
    }
  }

  private observePart(key: number, element: HTMLElement): void {
    if (!this.dressed.has(key)) this.partObserver?.observe(element);
  }

  private onParts(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const key = this.keys.get(target);
      if (key === undefined) continue;
      if (isIntersecting) this.wanted.set(key, target as HTMLElement);
      else this.wanted.delete(key);
    }
    this.dressSoon();
  }

  number(blocks: TurnBlocks, isWhole: boolean): void {
    this.blocksNow = blocks;
    this.isWhole = isWhole;
    this.numberSoon();
  }

  private numberSoon(): void {
    if (this.numberingFrame !== 0 || !this.scroller) return;
    this.numberingFrame = requestAnimationFrame(() => this.numberNow());
  }

  /** Only what is laid out is told to a screen reader, and turns far from sight are not: thousands need not be numbered. */
  private numberNow(): void {
    this.numberingFrame = 0;
    const length = this.blocksNow.reduce((sum, { turns }) => sum + turns.length, 0);
    let position = 0;
    for (const { key, turns } of this.blocksNow) {
      const items = this.near.has(key) ? this.blocks.get(key)?.querySelectorAll('[data-turn]') : undefined;
      items?.forEach((item, index) => {
        setAttribute(item, 'aria-setsize', this.isWhole ? length : -1);
        if (this.isWhole) setAttribute(item, 'aria-posinset', position + index + 1);
      });
      position += turns.length;
    }
  }

  private dressSoon(): void {
    if (this.frame !== 0 || this.wanted.size === 0 || !this.scroller) return;
    this.lastTop = this.scroller.scrollTop;
    this.frame = requestAnimationFrame(() => this.dressNext());
  }

  /** One part a frame, the nearest first, and none while whole screens fly by. */
  private dressNext(): void {
    this.frame = 0;
    const { scroller } = this;
    if (!scroller) return;
    const isFlying = Math.abs(scroller.scrollTop - this.lastTop) > scroller.clientHeight / 2;
    const next = isFlying ? undefined : nearest(this.wanted, scroller);
    if (next !== undefined) {
      const element = this.wanted.get(next);
      this.wanted.delete(next);
      if (element) this.partObserver?.unobserve(element);
      this.dressed.set(next);
    }
    this.dressSoon();
  }

  private fillSoon(): void {
    if (this.idle !== 0 || !this.scroller) return;
    this.idle = requestIdleCallback((deadline) => this.fill(deadline), { timeout: FILLED_AFTER_MS });
  }

  /** The newest first: what was said last is looked for first. */
  private fill(deadline: IdleDeadline): void {
    this.idle = 0;
    const empty = [...this.blocks.keys()].filter((key) => !this.filled.has(key));
    let filledCount = 0;
    do {
      const key = empty.pop();
      if (key === undefined) return;
      this.filled.set(key);
      filledCount += 1;
    } while (deadline.timeRemaining() > FILLING_MS * filledCount);
    this.fillSoon();
  }
}

function setAttribute(element: Element, name: string, value: number): void {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

function nearest(parts: ReadonlyMap<number, HTMLElement>, scroller: HTMLElement): number | undefined {
  const box = scroller.getBoundingClientRect();
  let found: number | undefined;
  let leastPx = Number.POSITIVE_INFINITY;
  for (const [key, element] of parts) {
    const { top, bottom } = element.getBoundingClientRect();
    const distancePx = Math.max(0, box.top - bottom, top - box.bottom);
    if (distancePx >= leastPx) continue;
    found = key;
    leastPx = distancePx;
  }
  return found;
}
