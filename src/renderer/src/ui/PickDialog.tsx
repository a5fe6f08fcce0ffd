import { Dialog as Parts } from '@base-ui/react/dialog';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { focusNow } from './focus-now.ts';
import { Icon } from './Icon.tsx';
import { entriesOf, type PickGroup, PickList } from './PickList.tsx';
import './pick-dialog.css';

export interface PickDialogProps {
  readonly testId: string;
  readonly name: string;
  readonly placeholder: string;
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
  readonly groups: readonly PickGroup[];
  /** What was typed is still being looked up: Enter waits for it. */
  readonly isPending: boolean;
  /** What a screen reader is told of what was found. */
  readonly said: string;
  /** Below what can be picked, or in its place. */
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** Keys that move in the list, and by how much. */
const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 };

/**
 * One text box over a list to pick from, open while it is mounted: the focus stays in the box, arrows move in the list, Enter picks.
 * Escape and a press elsewhere close it, and the focus goes back.
 */
export function PickDialog(props: PickDialogProps) {
  const { testId, name, placeholder, typed, onTyped, groups, isPending, said, children, onClose } = props;
  const listId = useId();
  const box = useRef<HTMLInputElement>(null);
  const entries = groups.flatMap(entriesOf);
  const active = useActiveEntry(
    entries.map(({ key }) => key),
    typed,
  );
  const pick = (key: string | null) => {
    const entry = entries.find((other) => other.key === key);
    if (!entry) return;
    if (entry.staysOpen) return entry.onPick();
    onClose();
    // After the focus has gone back: what is picked may move it, and has the last word.
    setTimeout(entry.onPick);
  };
  const enter = useEnterWhenFound({ typed, isPending, pick: () => pick(active.key) });

  const onKeyDown = (event: KeyboardEvent) => {
    // What is being composed has these keys for itself; 229 is how Safari ends it.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const step = steps[event.key];
    if (step !== undefined) active.move(step);
    else if (event.key === 'Enter') enter();
    else return;
    event.preventDefault();
  };
  return (
    <Parts.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Parts.Portal>
        <Parts.Backdrop className="dialog-backdrop" />
        <Parts.Popup className="pick-dialog" aria-label={name} data-testid={testId} initialFocus={() => focusNow(box)}>
          <div className="pick-head">
            <Icon name="search" />
            <input
              ref={box}
              className="pick-box"
              role="combobox"
              type="text"
              autoComplete="off"
              spellCheck={false}
              aria-label={name}
              aria-expanded={entries.length > 0}
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={active.key === null ? undefined : `${listId}-${active.key}`}
              placeholder={placeholder}
              value={typed}
              onChange={(event) => onTyped(event.target.value)}
              onKeyDown={onKeyDown}
            />
          </div>
          <PickList
            id={listId}
            name={name}
            groups={groups}
            isPending={isPending}
            activeKey={active.key}
            onActive={active.set}
            onPick={pick}
          />
          {children}
          <SaidAtRest said={said} />
        </Parts.Popup>
      </Parts.Portal>
    </Parts.Root>
  );
}

interface ChosenEntry {
  readonly key: string;
  readonly place: number;
  readonly typed: string;
}

/**
 * The entry that Enter picks: the first, until the keys or the pointer choose another one of what is found for the same words; where that
 * one is gone, what stands in its place.
 */
function useActiveEntry(keys: readonly string[], typed: string) {
  const [chosen, setChosen] = useState<ChosenEntry | null>(null);
  const key = keyOf(keys, chosen?.typed === typed ? chosen : null);
  const set = (next: string) => setChosen({ key: next, place: keys.indexOf(next), typed });
  const move = (step: number) => {
    const place = key === null ? -1 : keys.indexOf(key);
    const last = keys.length - 1;
    // A single step goes round at the ends, a page does not.
    const wrapped = place + step < 0 ? last : place + step > last ? 0 : place + step;
    const next = keys[Math.abs(step) === 1 ? wrapped : Math.min(last, Math.max(0, place + step))];
    if (next !== undefined) set(next);
  };
  return { key, set, move };
}

function keyOf(keys: readonly string[], chosen: ChosenEntry | null): string | null {
  if (!chosen) return keys[0] ?? null;
  return keys.includes(chosen.key) ? chosen.key : (keys[Math.min(chosen.place, keys.length - 1)] ?? null);
}

interface EnterOptions {
  readonly typed: string;
  readonly isPending: boolean;
  readonly pick: () => void;
}

/** Enter at once behind the last letter means what will be found for it, and nothing that is found for other words. */
function useEnterWhenFound({ typed, isPending, pick }: EnterOptions): () => void {
  const wantedFor = useRef<string | null>(null);
  const newest = useRef(pick);
  newest.current = pick;
  useEffect(() => {
    if (wantedFor.current !== typed) wantedFor.current = null;
    if (isPending || wantedFor.current === null) return;
    wantedFor.current = null;
    newest.current();
  }, [typed, isPending]);
  return () => {
    if (isPending) wantedFor.current = typed;
    else pick();
  };
}

/** Told once nothing was typed for a moment: while somebody types, each number would be cut off by the next. */
const AT_REST_MS = 500;

function SaidAtRest({ said }: { readonly said: string }) {
  const [told, setTold] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setTold(said), AT_REST_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div className="visually-hidden" role="status">
      {told}
    </div>
  );
}
