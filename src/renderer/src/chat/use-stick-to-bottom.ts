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
  /** Lets go of the end, as when something else is to be seen. */
  letGo(): void;
  onScroll(): void;
}

/** What was set in motion upward has left the end by then, or stays near to it. */
const GOING_UP_MS = 300;
const UP_KEYS: readonly string[] = ['ArrowUp', 'PageUp', 'Home'];

function isNearEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
}

/** The box as it was when it was last brought to its end. */
interface Followed {
  readonly top: number;
  readonly height: number;
  readonly contentHeight: number;
}

/** Keeps the newest words in sight while they grow, until the person scrolls up; coming back to the end holds on again. */
export function useStickToBottom(): StickToBottom {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isStuck = useRef(true);
  const followed = useRef<Followed>({ top: 0, height: 0, contentHeight: 0 });
  const [isAtBottom, setAtBottom] = useState(true);

  const hold = useCallback((isHeld: boolean) => {
    isStuck.current = isHeld;
    setAtBottom(isHeld);
    // What is read stays where it is when what stands above it changes its height; at the end, the end stays.
    if (scroller.current) scroller.current.style.overflowAnchor = isHeld ? 'none' : 'auto';
  }, []);

  const follow = useCallback(() => {
    const box = scroller.current;
    if (!box || !isStuck.current) return;
    box.scrollTop = box.scrollHeight;
    followed.current = { top: box.scrollTop, height: box.clientHeight, contentHeight: box.scrollHeight };
  }, []);

  const jumpToLatest = useCallback(() => {
    hold(true);
    follow();
  }, [hold, follow]);
  const stick = useCallback(() => hold(true), [hold]);
  const letGo = useCallback(() => hold(false), [hold]);

  useLayoutEffect(jumpToLatest, [jumpToLatest]);
  useEffect(() => {
    const observer = new ResizeObserver(follow);
    if (content.current) observer.observe(content.current);
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [follow]);

  // Somebody who goes up lets go at once, also while the content changes its height at every frame.
  const goesUp = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const goUp = () => {
      if (box.scrollHeight <= box.clientHeight) return;
      hold(false);
      clearTimeout(goesUp.current);
      goesUp.current = setTimeout(() => {
        goesUp.current = undefined;
        if (isNearEnd(box)) hold(true);
      }, GOING_UP_MS);
    };
    const onWheel = ({ deltaY }: WheelEvent) => deltaY < 0 && goUp();
    const onKeyDown = ({ key }: KeyboardEvent) => UP_KEYS.includes(key) && goUp();
    box.addEventListener('wheel', onWheel, { passive: true });
    box.addEventListener('keydown', onKeyDown);
    return () => {
      box.removeEventListener('wheel', onWheel);
      box.removeEventListener('keydown', onKeyDown);
      clearTimeout(goesUp.current);
      goesUp.current = undefined;
    };
  }, [hold]);

  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    const { top, height, contentHeight } = followed.current;
    const isNear = isNearEnd(box) && goesUp.current === undefined;
    // What changed its height moves the end away without anybody scrolling: it is followed in the same frame.
    const isMoved = box.clientHeight !== height || box.scrollHeight !== contentHeight;
    const hasGoneUp = !isMoved && box.scrollTop < top - 1;
    if (isNear) hold(true);
    else if (isStuck.current && hasGoneUp) hold(false);
  };
  return { scroller, content, isAtBottom, jumpToLatest, stick, letGo, onScroll };
}
