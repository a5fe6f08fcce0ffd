import { useEffect, useRef, useState } from 'react';

export interface TitleInputProps {
  readonly name: string;
  readonly title: string;
  /** Called once: with the new title, or null when it stays as it is. */
  readonly onDone: (title: string | null) => void;
}

const LONGEST_TITLE = 200;

/** A title being rewritten in its place: Enter and leaving keep it, Escape does not. */
export function TitleInput({ name, title, onDone }: TitleInputProps) {
  const [text, setText] = useState(title);
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  const finish = (isKept: boolean) => {
    if (isDone.current) return;
    isDone.current = true;
    const trimmed = text.trim();
    onDone(isKept && trimmed !== '' && trimmed !== title ? trimmed : null);
  };
  return (
    <input
      ref={input}
      className="title-input"
      aria-label={name}
      value={text}
      maxLength={LONGEST_TITLE}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') finish(true);
        if (event.key === 'Escape') {
          event.stopPropagation();
          finish(false);
        }
      }}
    />
  );
}
