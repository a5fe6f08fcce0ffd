import { type RefObject, useLayoutEffect, useRef } from 'react';
import { usePageState } from '../state/page-context.ts';
import { unfitDraft } from '../state/unfit-draft.ts';

/**
 * Marks, behind the box, from which character on the draft does not fit: the same words once more, invisible, in the same lines. It
 * is there only for a draft that is too long, and follows the box as that is scrolled or resized.
 */
export function UnfitMarks({ box }: { readonly box: RefObject<HTMLTextAreaElement | null> }) {
  const unfit = usePageState(unfitDraft);
  const lines = useRef<HTMLDivElement>(null);
  const isShown = unfit !== null;
  useLayoutEffect(() => {
    const area = box.current;
    if (!isShown || !area) return;
    const follow = () => {
      const copy = lines.current;
      if (!copy) return;
      // A scroll bar takes its width from the words.
      copy.style.width = `${area.clientWidth}px`;
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
        <mark>{unfit.text.slice(unfit.start)}</mark>
      </div>
    </div>
  );
}
