import { useLayoutEffect, useRef } from 'react';
import { usePage } from '../state/page-context.ts';

export interface StreamingTextProps {
  readonly messageId: number;
  readonly isWaiting: boolean;
}

/**
 * The text under way. What comes is appended to one text node, at most once a frame and without a render: work grows
 * neither with the answer nor with the transcript.
 */
export function StreamingText({ messageId, isWaiting }: StreamingTextProps) {
  const { live } = usePage();
  const place = useRef<HTMLSpanElement>(null);

  useLayoutEffect(() => {
    const node = document.createTextNode('');
    place.current?.replaceChildren(node);
    let shownLength = 0;
    const catchUp = () => {
      const answer = live.answer();
      if (answer?.messageId !== messageId || answer.text.length === shownLength) return;
      node.appendData(answer.text.slice(shownLength));
      shownLength = answer.text.length;
    };
    catchUp();
    return live.subscribe(catchUp);
  }, [live, messageId]);

  return (
    <div className="message-text" data-testid="message-text" dir="auto">
      <span ref={place} />
      {!isWaiting && <i className="caret" aria-hidden="true" />}
    </div>
  );
}
