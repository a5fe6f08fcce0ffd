import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { usePageState, useWords } from '../state/page-context.ts';
import { isMac } from '../state/use-shortcuts.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Icon } from '../ui/Icon.tsx';
import { tip } from '../ui/watch-tips.ts';
import { useFound } from './use-found.ts';
import './find-bar.css';

export interface FindBarProps {
  /** How often it was asked for: each time the focus comes to it, and what is selected is taken over. */
  readonly opening: number;
  readonly onClose: () => void;
}

/** Nobody looks for more than that, and it is no more than a line. */
const LONGEST_SELECTION = 200;

/** Finds words in all turns of the open chat, those that the model no longer sees included. */
export function FindBar({ opening, onClose }: FindBarProps) {
  const { find: words } = useWords();
  const [typed, setTyped] = useState('');
  const found = useFound(typed);
  const isWhole = usePageState((state) => state.chat?.isWhole ?? true);
  const box = useBoxWithFocus(opening, setTyped);
  useNextKeys(found.move);

  const onKeyDown = (event: KeyboardEvent) => {
    // What is being composed has these keys for itself; 229 is how Safari ends it.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && event.target === box.current) found.move(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  };
  const isEmpty = typed === '';
  const place = found.count === 0 ? words.none : words.place(found.at, found.count);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the oldest Chromium that this runs in does not know <search>
    <div className="find-bar" role="search" aria-label={words.name} data-testid="find-bar" onKeyDown={onKeyDown}>
      <div className="find-row">
        <Icon name="search" />
        <input
          ref={box}
          type="text"
          className="find-box"
          aria-label={words.name}
          placeholder={words.name}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span className="find-place" data-testid="find-place" data-at={found.at} data-count={found.count}>
          {!isEmpty && place}
        </span>
        <FindButton icon="up" name={words.previous} isOff={found.count === 0} onPress={() => found.move(-1)} />
        <FindButton icon="down" name={words.next} isOff={found.count === 0} onPress={() => found.move(1)} />
        <FindButton icon="close" name={words.close} isOff={false} onPress={onClose} />
      </div>
      {!isEmpty && (found.unseenCount > 0 || !isWhole) && (
        <p className="find-note">
          {found.isUnseen && <strong>{words.hereUnseen} </strong>}
          {found.unseenCount > (found.isUnseen ? 1 : 0) && <span>{words.unseen(found.unseenCount)}</span>}
          {!isWhole && <span> {words.older}</span>}
        </p>
      )}
      <p className="visually-hidden" role="status">
        {!isEmpty && `${place}${found.isUnseen ? `. ${words.hereUnseen}` : ''}`}
      </p>
    </div>
  );
}

interface FindButtonProps {
  readonly icon: 'up' | 'down' | 'close';
  readonly name: string;
  readonly isOff: boolean;
  readonly onPress: () => void;
}

function FindButton({ icon, name, isOff, onPress }: FindButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={name}
      {...tip(name)}
      aria-disabled={isOff}
      onClick={() => !isOff && onPress()}
    >
      <Icon name={icon} />
    </button>
  );
}

/** Takes the focus, with what is selected as the first words, and gives it back at the end. */
function useBoxWithFocus(opening: number, setTyped: (typed: string) => void) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus();
      else focusComposer();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each opening is a wish to begin
  useEffect(() => {
    const selected = document.getSelection()?.toString().trim() ?? '';
    if (selected !== '' && selected.length <= LONGEST_SELECTION && !selected.includes('\n')) setTyped(selected);
    box.current?.focus();
    box.current?.select();
  }, [opening]);
  return box;
}

/** F3, and ⌘G or Ctrl+G, go on wherever the focus is. */
function useNextKeys(move: (step: 1 | -1) => void): void {
  const newest = useRef(move);
  newest.current = move;
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      const isG = event.key.toLowerCase() === 'g' && (isMac ? event.metaKey : event.ctrlKey) && !event.altKey;
      if (event.key !== 'F3' && !isG) return;
      event.preventDefault();
      newest.current(event.shiftKey ? -1 : 1);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
