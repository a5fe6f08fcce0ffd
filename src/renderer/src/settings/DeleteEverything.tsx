import { useId, useRef, useState } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Dialog } from '../ui/Dialog.tsx';

export interface DeleteEverythingProps {
  readonly onClose: () => void;
  /** It begins: the settings around it are those of a chat that goes. */
  readonly onErase: () => void;
}

/** Asks, with words that have to be typed, before everything goes. */
export function DeleteEverything({ onClose, onErase }: DeleteEverythingProps) {
  const { data } = useWords();
  const page = usePage();
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const chatCount = usePageState((state) => state.chats.length + state.deletedCount);
  const [typed, setTyped] = useState('');
  const isConfirmed = typed.trim().toLocaleLowerCase() === data.confirmation;
  const erase = () => {
    if (!isConfirmed) return;
    onErase();
    void page.eraseAll();
  };
  return (
    <Dialog title={data.eraseAllTitle} lead={data.eraseAllLead(chatCount)} onClose={onClose} first={box}>
      <form
        className="delete-everything"
        onSubmit={(event) => {
          event.preventDefault();
          // The settings around it are a form as well.
          event.stopPropagation();
          erase();
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
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        <div className="dialog-buttons">
          <button type="submit" className="button quiet" disabled={!isConfirmed}>
            {data.yes}
          </button>
          <span className="grow" />
          <button type="button" className="button" onClick={onClose}>
            {data.keep}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
