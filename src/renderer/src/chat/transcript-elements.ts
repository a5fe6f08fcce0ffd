import { blockAt, type TurnBlocks } from '../state/turn-blocks.ts';

/** A message where the transcript shows it; null where it does not. Its block is where the blocks' order says, so that no other is searched. */
export function elementOf(content: HTMLElement, blocks: TurnBlocks, messageId: number): HTMLElement | null {
  const selector = `[data-message-id="${messageId}"]`;
  const block = content.children[blockAt(blocks, messageId)];
  return block?.querySelector<HTMLElement>(selector) ?? content.querySelector<HTMLElement>(selector);
}

/** The first message that is in sight in this box, wholly or in part. Asks no place of what is not laid out: that would lay it out. */
export function firstInSight(scroller: HTMLElement, content: HTMLElement): HTMLElement | null {
  const { top, bottom } = scroller.getBoundingClientRect();
  for (const part of partsBetween(content, top, bottom)) {
    for (const message of messagesIn(part)) {
      if (message.getBoundingClientRect().bottom > top) return message;
    }
  }
  return null;
}

/** The parts of the transcript that lie in this box, or as far from it as the box is tall. */
export function partsNear(scroller: HTMLElement, content: HTMLElement): HTMLElement[] {
  const { top, bottom, height } = scroller.getBoundingClientRect();
  return partsBetween(content, top - height, bottom + height);
}

/** The same, or the blocks that lie there where they have no parts yet: as earlier ones have come, before the sight follows. */
export function selectableNear(scroller: HTMLElement, content: HTMLElement): HTMLElement[] {
  const parts = partsNear(scroller, content);
  if (parts.length > 0) return parts;
  const { top, bottom } = scroller.getBoundingClientRect();
  return childrenBetween(content, top, bottom);
}

export function messagesIn(part: HTMLElement): Iterable<HTMLElement> {
  return part.querySelectorAll<HTMLElement>('[data-message-id]');
}

/** The text of a message, one node. */
export function textNodeOf(message: HTMLElement): Text | null {
  const place = message.querySelector('[data-testid="message-text"]');
  const walker = place && document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  return (walker?.nextNode() as Text | null) ?? null;
}

const turnItem = 'li[data-turn]';

export function turnItemOf(content: HTMLElement, turnId: number): HTMLElement | null {
  return content.querySelector(`li[data-turn="${turnId}"]`);
}

export function turnItemsIn(content: HTMLElement): readonly HTMLElement[] {
  return [...content.querySelectorAll<HTMLElement>(turnItem)];
}

/** The turn's item that this stands in, or is. */
export function turnItemAround(element: Element): HTMLElement | null {
  return element.closest<HTMLElement>(turnItem);
}

/** Kinds of parts that somebody may point at. */
export type TranscriptPart = 'answer' | 'receipt' | 'forgettingLine' | 'forgotNote';

const selectors: Readonly<Record<TranscriptPart, string>> = {
  answer: '[data-role="assistant"]',
  receipt: '[data-testid="receipt"]',
  forgettingLine: '[data-testid="forgetting-line"]',
  forgotNote: '[data-testid="forgot-note"]',
};

/** The last one in the document. */
export function newestPart(content: HTMLElement, part: TranscriptPart): HTMLElement | null {
  return [...content.querySelectorAll<HTMLElement>(selectors[part])].at(-1) ?? null;
}

/** Of blocks out of sight the parts are not laid out. */
function partsBetween(content: HTMLElement, top: number, bottom: number): HTMLElement[] {
  return childrenBetween(content, top, bottom).flatMap((block) => childrenBetween(block, top, bottom));
}

function childrenBetween(parent: HTMLElement, top: number, bottom: number): HTMLElement[] {
  return ([...parent.children] as HTMLElement[]).filter((child) => {
    const box = child.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  });
}
