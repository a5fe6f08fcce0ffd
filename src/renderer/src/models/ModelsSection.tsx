import { type ReactNode, useContext, useLayoutEffect, useRef } from 'react';
import { ShownPartsContext } from './shown-parts.ts';
import { useFocusKept } from './use-focus-kept.ts';

export interface ModelsSectionProps {
  readonly name: string;
  readonly title: string;
  /** A sentence below the title. */
  readonly lead?: string;
  /** Beside the title, such as how many there are. */
  readonly note?: string | undefined;
  readonly children: ReactNode;
}

/** A part of the page under a heading of its own. */
export function ModelsSection({ name, title, lead, note, children }: ModelsSectionProps) {
  const id = `models-${name}`;
  const heading = useRef<HTMLHeadingElement>(null);
  const parts = useContext(ShownPartsContext);
  useLayoutEffect(() => parts?.show(name), [parts, name]);
  const kept = useFocusKept(() => heading.current);
  return (
    <section className="models-section" aria-labelledby={id} {...kept}>
      <div className="models-section-head">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {note !== undefined && <span className="models-note">{note}</span>}
      </div>
      {lead !== undefined && <p className="models-says">{lead}</p>}
      {children}
    </section>
  );
}
