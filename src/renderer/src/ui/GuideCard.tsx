import { type ReactNode, type RefObject, useEffect } from 'react';
import { AnchoredPanel, type PanelClosing } from './AnchoredPanel.tsx';
import './guide-card.css';

export interface GuideCardProps {
  /** What it speaks of: it stands beside it, and that is framed. */
  readonly at: Element;
  readonly name: string;
  readonly first: RefObject<HTMLElement | null>;
  /** Has the focus when the card is gone. */
  readonly focusAfter: () => HTMLElement | null;
  /** Escape. */
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

/** A card that points at a part of the page, which stays in reach: only Escape and its own buttons close it. */
export function GuideCard({ at, name, first, focusAfter, onLeave, children }: GuideCardProps) {
  useEffect(() => {
    at.classList.add('guided');
    const bringIntoView = () => at.scrollIntoView({ block: 'center' });
    bringIntoView();
    window.addEventListener('resize', bringIntoView);
    return () => {
      window.removeEventListener('resize', bringIntoView);
      at.classList.remove('guided');
    };
  }, [at]);
  const onClosing = (closing: PanelClosing) => {
    if (closing.reason === 'escape-key') onLeave();
    else closing.cancel();
  };
  return (
    <AnchoredPanel
      {...{ at, name, first, focusAfter, onClosing }}
      {...{ side: 'top', gapPx: 12, edgePx: 12, className: 'guide-card', testId: 'tour-card' }}
    >
      {children}
    </AnchoredPanel>
  );
}
