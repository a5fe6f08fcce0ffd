import { useEffect, useId, useState } from 'react';
import { Tooltip } from './Tooltip.tsx';
import { tipOf, watchTips } from './watch-tips.ts';

/** The one tooltip for all that carries `tip(words)`; once in the page. */
export function Tips() {
  const id = useId();
  const [about, setAbout] = useState<Element | null>(null);
  useEffect(() => watchTips(setAbout), []);
  useEffect(() => (about ? describe(about, id) : undefined), [about, id]);
  return (
    <Tooltip about={about} side="bottom" distance={6} id={id} onClose={() => setAbout(null)}>
      {about && tipOf(about)}
    </Tooltip>
  );
}

/** Joins the words to what they explain, unless its name says them already. */
function describe(element: Element, id: string): (() => void) | undefined {
  if (element.getAttribute('aria-label')?.includes(tipOf(element))) return undefined;
  element.setAttribute('aria-describedby', id);
  return () => element.removeAttribute('aria-describedby');
}
