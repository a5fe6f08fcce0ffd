import { type RefObject, useLayoutEffect } from 'react';
import { usePageState } from '../state/page-context.ts';

/** So many characters fill the box at its largest in any window: beyond, its height is not asked of its words any more. */
const MEASURED_CHARACTERS = 6000;

const growsByItself = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

/** The box is as tall as its words, up to a largest height. `isFull`: the words are so many that it has that height anyway. */
export function useComposerHeight(box: RefObject<HTMLTextAreaElement | null>): { readonly isFull: boolean } {
  const isFull = usePageState((state) => state.draft.length > MEASURED_CHARACTERS);
  const shortDraft = usePageState((state) => (growsByItself || isFull ? null : state.draft));
  useLayoutEffect(() => {
    if (growsByItself || !box.current) return;
    box.current.style.height = '';
    // Also when the window gets narrower the words need more lines.
    const adjust = () => {
      if (box.current && shortDraft !== null) fitHeight(box.current);
    };
    adjust();
    window.addEventListener('resize', adjust);
    return () => window.removeEventListener('resize', adjust);
  }, [box, shortDraft]);
  return { isFull };
}

function fitHeight(box: HTMLTextAreaElement): void {
  box.style.height = 'auto';
  const bordersPx = box.offsetHeight - box.clientHeight;
  box.style.height = `${box.scrollHeight + bordersPx}px`;
}
