import { useEffect, useRef, useState } from 'react';

export interface TitleInputProps {
  readonly name: string;
  readonly title: string;
  /** Called once: with the new title, or null when it stays as it is, and whether it was ended by a key. */
  readonly onDone: (title: string | null, isByKey: boolean) => void;
}

const LONGEST_TITLE = 200;

/** A title being rewritten in its place: Enter and leaving keep it, Escape does not. */
export function TitleInput({ name, title, onDone }: TitleInputProps) {
  const [text, setText] = useState(title);
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);

  useEffect(() => {
    input.current?.focus();
    // Selected from its end, so that its beginning is what one sees.
    input.current?.setSelectionRange(0, input.current.value.length, 'backward');
    if (input.current) input.current.scrollLeft = 0;
  }, []);

  const finish = (isKept: boolean, isByKey: boolean) => {
    if (isDone.current) return;
    isDone.current = true;
    const trimmed = text.trim();
    onDone(isKept && trimmed !== '' && trimmed !== title ? trimmed : null, isByKey);
  };
  return (
    <input
      ref={input}
      className="title-input"
      aria-label={name}
      value={text}
      maxLength={LONGEST_TITLE}
      autoComplete="off"
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(true, false)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') finish(true, true);
        if (event.key === 'Escape') {
          event.stopPropagation();
          finish(false, true);
        }
      }}
    />
  );
}
