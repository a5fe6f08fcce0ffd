import type { KeyboardEvent, ReactNode } from 'react';

export interface ModelQuestionProps {
  readonly name: string;
  /** Nothing is lost by it. Defaults to false. */
  readonly isPlain?: boolean;
  /** Also by Escape. */
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

/** What is asked on a model's card before something is done, with its answers. */
export function ModelQuestion({ name, isPlain = false, onLeave, children }: ModelQuestionProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onLeave();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a question with its answers, not fields of a form
    <div
      className={isPlain ? 'model-question plain' : 'model-question'}
      role="group"
      aria-label={name}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}
