import { type RefObject, useLayoutEffect } from 'react';
import { followDraft } from '../state/follow-draft.ts';
import { usePage, usePageState } from '../state/page-context.ts';

/** So many characters fill the box at its largest in any window: beyond, its height is not asked of its words any more. */
const MEASURED_CHARACTERS = 6000;

const growsByItself = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

/** The box is as tall as its words, up to a largest height. `isFull`: the words are so many that it has that height anyway. */
export function useComposerHeight(box: RefObject<HTMLTextAreaElement | null>): { readonly isFull: boolean } {
  const page = usePage();
  const isFull = usePageState((state) => state.draft.length > MEASURED_CHARACTERS);
  useLayoutEffect(() => {
    const { current } = box;
    if (growsByItself || !current) return;
    current.style.height = '';
    if (isFull) return;
    const adjust = () => fitHeight(current);
    // Also when the window gets narrower the words need more lines.
    window.addEventListener('resize', adjust);
    const stopFollowing = followDraft(page, (draft) => {
      if (draft.length <= MEASURED_CHARACTERS) adjust();
    });
    return () => {
      window.removeEventListener('resize', adjust);
      stopFollowing();
    };
  }, [box, page, isFull]);
  return { isFull };
}

function fitHeight(box: HTMLTextAreaElement): void {
  box.style.height = 'auto';
  const bordersPx = box.offsetHeight - box.clientHeight;
  box.style.height = `${box.scrollHeight + bordersPx}px`;
}
