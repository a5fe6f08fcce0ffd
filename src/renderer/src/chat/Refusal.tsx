import { type ReactNode, useEffect, useRef } from 'react';
import { usePageState } from '../state/page-context.ts';

export interface RefusalProps {
  readonly className?: string;
  /** For `aria-describedby` and for tests. */
  readonly id?: string;
  readonly children: ReactNode;
}

/** Why something cannot be sent. Somebody who sends it all the same is shown where that is said. */
export function Refusal({ className = '', id, children }: RefusalProps) {
  const question = usePageState((state) => state.question);
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (question === null || window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const nudge = [0, -5, 4, -2, 0].map((by) => ({ transform: `translateX(${by}px)` }));
    note.current?.animate(nudge, { duration: 240, easing: 'ease-out' });
  }, [question]);
  const classes = ['note', className, question ? 'refused' : ''].filter((name) => name !== '');
  return (
    <div ref={note} id={id} className={classes.join(' ')} data-testid={id}>
      {children}
    </div>
  );
}
