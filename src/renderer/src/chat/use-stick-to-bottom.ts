import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** So near the end counts as being there. */
const NEAR_PX = 48;

export interface StickToBottom {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** False once the person has scrolled up. */
  readonly isAtBottom: boolean;
  jumpToLatest(): void;
  /** Holds on to the end from the next growth on. Unlike a jump it asks for no layout ahead of its time. */
  stick(): void;
  onScroll(): void;
}

/** Keeps the newest words in sight while they grow, until the person scrolls up; coming back to the end holds on again. */
export function useStickToBottom(): StickToBottom {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isStuck = useRef(true);
  const lastTop = useRef(0);
  const [isAtBottom, setAtBottom] = useState(true);

  const jumpToLatest = useCallback(() => {
    isStuck.current = true;
    setAtBottom(true);
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, []);

  const stick = useCallback(() => {
    isStuck.current = true;
    setAtBottom(true);
  }, []);

  useLayoutEffect(jumpToLatest, [jumpToLatest]);
  useEffect(() => {
    const follow = () => {
      if (isStuck.current && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
    };
    const observer = new ResizeObserver(follow);
    if (content.current) observer.observe(content.current);
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
    const hasGoneUp = box.scrollTop < lastTop.current - 1;
    lastTop.current = box.scrollTop;
    // Content that grows moves the end away without anybody scrolling: only going up lets go.
    if (isNear) isStuck.current = true;
    else if (hasGoneUp) isStuck.current = false;
    setAtBottom(isStuck.current);
  };
  return { scroller, content, isAtBottom, jumpToLatest, stick, onScroll };
}
