import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { FindWords, UnseenKind } from '../../../shared/words/finding-words.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { isMac } from '../state/use-shortcuts.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { Icon } from '../ui/Icon.tsx';
import { isEscapeTaken } from '../ui/open-part.ts';
import { tip } from '../ui/watch-tips.ts';
import type { Found } from './find-session.ts';
import type { TurnSight } from './turn-sight.ts';
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
  useLeavingByEscape(onClose);

  const onKeyDown = (event: KeyboardEvent) => {
    // What is being composed has these keys for itself; 229 is how Safari ends it.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && event.target === box.current) found.move(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  };
  const isEmpty = typed === '';
  const place = placeWords(found, words);
  const here = found.sight !== null && isUnseen(found.sight) ? words.hereUnseen[found.sight] : null;
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
        <span
          className="find-place"
          data-testid="find-place"
          data-at={found.at}
          data-count={found.count}
          aria-busy={found.isCounting}
        >
          {!isEmpty && place}
        </span>
        <FindButton icon="up" name={words.previous} isOff={found.count === 0} onPress={() => found.move(-1)} />
        <FindButton icon="down" name={words.next} isOff={found.count === 0} onPress={() => found.move(1)} />
        <FindButton icon="close" name={words.close} isOff={false} onPress={onClose} />
      </div>
      {!isEmpty && <FindNote found={found} here={here} isWhole={isWhole} />}
      <p className="visually-hidden" role="status">
        {!isEmpty && !found.isCounting && `${place}${here === null ? '' : `. ${here}`}`}
      </p>
    </div>
  );
}

function placeWords({ at, count, isCounting }: Found, words: FindWords): string {
  if (isCounting) return words.soFar(count);
  return count === 0 ? words.none : words.place(at, count);
}

const unseenKinds: readonly UnseenKind[] = ['forgotten', 'hidden', 'never'];

function isUnseen(sight: TurnSight): sight is UnseenKind {
  return unseenKinds.some((kind) => kind === sight);
}

interface FindNoteProps {
  readonly found: Found;
  readonly here: string | null;
  readonly isWhole: boolean;
}

/** What of all this the model does not see, and whether there may be more. */
function FindNote({ found: { counts, sight }, here, isWhole }: FindNoteProps) {
  const { find: words } = useWords();
  // What is said of the place that is shown needs no number where it is the only one.
  const others = unseenKinds.filter((kind) => (counts?.[kind] ?? 0) > (kind === sight ? 1 : 0));
  const notes = [...others.map((kind) => words.unseen[kind](counts?.[kind] ?? 0)), ...(isWhole ? [] : [words.older])];
  if (here === null && notes.length === 0) return null;
  return (
    <p className="find-note">
      {here !== null && <strong>{here} </strong>}
      {notes.length > 0 && <span>{notes.join(' · ')}</span>}
    </p>
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
      // Whoever is elsewhere meanwhile stays there.
      if (document.activeElement !== null && document.activeElement !== document.body) return;
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

/** Escape closes it from wherever nothing else takes that key: a menu, a dialog, the answer that it stops. */
function useLeavingByEscape(onClose: () => void): void {
  const page = usePage();
  const newest = useRef(onClose);
  newest.current = onClose;
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
      const { chat, question } = page.state.get();
      if (isEscapeTaken() || chat?.answering != null || question !== null) return;
      event.preventDefault();
      newest.current();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [page]);
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
