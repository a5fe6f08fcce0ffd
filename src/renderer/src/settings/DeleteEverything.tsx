import { useId, useRef, useState } from 'react';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { mishapOf } from '../state/core-link.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import type { Mishap } from '../state/page-state.ts';
import { Dialog } from '../ui/Dialog.tsx';

export interface DeleteEverythingProps {
  readonly onClose: () => void;
  /** Nothing is left. */
  readonly onErased: () => void;
}

/** Asks, with words that have to be typed, before everything goes. */
export function DeleteEverything({ onClose, onErased }: DeleteEverythingProps) {
  const words = useWords();
  const page = usePage();
  const { data } = words;
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const chatCount = usePageState((state) => state.chats.length + state.deletedCount);
  const [typed, setTyped] = useState('');
  const [isUnderWay, setUnderWay] = useState(false);
  const [mishap, setMishap] = useState<Mishap | null>(null);
  const isConfirmed = typed.trim().toLocaleLowerCase() === data.confirmation;
  const erase = async () => {
    if (!isConfirmed || isUnderWay) return;
    setUnderWay(true);
    try {
      await page.eraseAll();
      onErased();
    } catch (error) {
      setMishap(mishapOf(error));
      setUnderWay(false);
    }
  };
  return (
    <Dialog
      title={data.eraseAllTitle}
      lead={data.eraseAllLead(chatCount)}
      onClose={isUnderWay ? () => {} : onClose}
      first={box}
    >
      <form
        className="delete-everything"
        onSubmit={(event) => {
          event.preventDefault();
          // The settings around it are a form as well.
          event.stopPropagation();
          void erase();
        }}
      >
        <div className="field">
          <label htmlFor={id}>{data.confirm(data.confirmation)}</label>
          <input
            ref={box}
            id={id}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            disabled={isUnderWay}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        <div role="alert">{mishap && <p className="note">{sentenceOf(words, mishap)}</p>}</div>
        <div className="dialog-buttons">
          <button type="submit" className="button quiet" disabled={!isConfirmed || isUnderWay}>
            {isUnderWay ? data.erasing : data.yes}
          </button>
          <span className="grow" />
          <button type="button" className="button" disabled={isUnderWay} onClick={onClose}>
            {data.keep}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
