import { type RefObject, useLayoutEffect, useRef } from 'react';
import { usePage } from '../state/page-context.ts';
import { newestForgot } from '../state/page-state.ts';
import type { GaugePart } from './gauge-parts.ts';
import { type Slide, slideOf } from './slide.ts';

const SLIDE_MS = 250;
const easing = 'cubic-bezier(0.4, 0, 0.2, 1)';

/** When turns were forgotten, their pieces slide out of the bar to the left, and what stays moves up. Not where movement is not wanted. */
export function useSlide(bar: RefObject<HTMLElement | null>, parts: readonly GaugePart[]): void {
  const page = usePage();
  const shown = useRef({ parts, chatId: page.state.get().openChatId });
  useLayoutEffect(() => {
    const { openChatId } = page.state.get();
    const before = shown.current;
    shown.current = { parts, chatId: openChatId };
    const forgot = newestForgot(page.state.get());
    if (!bar.current || !forgot || before.parts === parts || before.chatId !== openChatId) return;
    const slide = slideOf(before.parts, parts, new Set(forgot.turns.map(({ turnId }) => turnId)));
    if (slide && !window.matchMedia('(prefers-reduced-motion: reduce)').matches) play(bar.current, slide);
  }, [bar, page, parts]);
}

function play(bar: HTMLElement, { leaving, outBy, movedBy }: Slide): void {
  const width = bar.clientWidth;
  const timing = { duration: SLIDE_MS, easing };
  for (const segment of bar.querySelectorAll<HTMLElement>('[data-part]')) {
    const by = movedBy.get(segment.dataset.part ?? '');
    if (by !== undefined)
      segment.animate([{ transform: `translateX(${by * width}px)` }, { transform: 'none' }], timing);
  }
  for (const { left, width: share } of leaving) {
    const ghost = document.createElement('i');
    ghost.className = 'segment-leaving';
    ghost.style.left = `${left * 100}%`;
    ghost.style.width = `${share * 100}%`;
    bar.prepend(ghost);
    const out = ghost.animate([{ transform: 'none' }, { transform: `translateX(${-outBy * width}px)` }], timing);
    out.onfinish = () => ghost.remove();
    out.oncancel = () => ghost.remove();
  }
}
