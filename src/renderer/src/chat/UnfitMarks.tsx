import { type RefObject, useLayoutEffect, useRef } from 'react';
import { usePageState } from '../state/page-context.ts';
import { unfitMarks } from '../state/unfit-draft.ts';

/** So many UTF-16 units that do not fit are marked word by word, which fills any box several times. */
const MARKED_UNITS = 4_000;

/**
 * Marks, behind the box, from which character on the draft does not fit: the same words once more, invisible, in the same lines. It
 * is there only for a draft that is too long, and follows the box as that is scrolled or resized. Behind the first words that do not fit
 * a plain ground stands for the others: to lay out a hundred thousand characters again would be felt.
 */
export function UnfitMarks({ box }: { readonly box: RefObject<HTMLTextAreaElement | null> }) {
  const unfit = usePageState(unfitMarks);
  const lines = useRef<HTMLDivElement>(null);
  const rest = useRef<HTMLDivElement>(null);
  const isShown = unfit !== null;
  useLayoutEffect(() => {
    const area = box.current;
    if (!isShown || !area) return;
    const follow = () => {
      const copy = lines.current;
      if (!copy) return;
      // A scroll bar takes its width from the words.
      copy.style.width = `${area.clientWidth}px`;
      if (rest.current) rest.current.style.height = `${area.scrollHeight}px`;
      copy.style.transform = `translateY(${-area.scrollTop}px)`;
    };
    follow();
    const resizing = new ResizeObserver(follow);
    resizing.observe(area);
    area.addEventListener('scroll', follow, { passive: true });
    area.addEventListener('input', follow);
    return () => {
      resizing.disconnect();
      area.removeEventListener('scroll', follow);
      area.removeEventListener('input', follow);
    };
  }, [box, isShown]);
  if (!unfit) return null;
  return (
    <div className="unfit-marks" aria-hidden="true" data-testid="unfit-marks">
      <div ref={lines} className="unfit-lines">
        {unfit.text.slice(0, unfit.start)}
        <mark>{unfit.text.slice(unfit.start, unfit.start + MARKED_UNITS)}</mark>
        {unfit.text.length > unfit.start + MARKED_UNITS && <div ref={rest} className="unfit-rest" />}
      </div>
    </div>
  );
}
