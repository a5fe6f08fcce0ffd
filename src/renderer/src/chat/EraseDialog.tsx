import { useId, useRef, useState } from 'react';
import type { ErasureQuestion } from '../state/erasure-question.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import './erase.css';

/** Asks before a turn is erased, and says all that would go. */
export function EraseDialog() {
  const question = usePageState((state) => state.erasure);
  return question && <Question key={question.turn.messageId} question={question} />;
}

function Question({ question }: { readonly question: ErasureQuestion }) {
  const words = useWords();
  const page = usePage();
  const { erase } = words;
  const name = useId();
  const keep = useRef<HTMLButtonElement>(null);
  const [isWhole, setWhole] = useState(question.answer === null);
  const what = isWhole ? question.turn : (question.answer ?? question.turn);
  const [keepsTitle, setKeepsTitle] = useState(false);
  const [keptIds, setKeptIds] = useState<readonly number[]>([]);
  const eraseIt = () => {
    const copyIds = what.copies.map(({ messageId }) => messageId).filter((id) => !keptIds.includes(id));
    const dropsTitle = what.title.becomes === 'offered' && !keepsTitle;
    void page.eraseTurn(question, { what, dropsTitle, copyIds });
  };
  return (
    <Dialog title={erase.title} lead={erase.lead(question.name)} onClose={page.keepTurn} first={keep}>
      <div className="erase-what" data-testid="erase-what" data-messages={what.messageCount}>
        {question.answer && (
          <fieldset>
            <legend>{erase.which}</legend>
            {[false, true].map((isChoice) => (
              <label key={String(isChoice)} className="check">
                <input type="radio" name={name} checked={isWhole === isChoice} onChange={() => setWhole(isChoice)} />
                {isChoice ? erase.wholeTurn : erase.onlyAnswer}
              </label>
            ))}
          </fieldset>
        )}
        <p>{erase.goesAlong(what.turnCount, what.messageCount)}</p>
        {what.title.becomes === 'goes' && <p>{erase.titleGoes(what.title.text)}</p>}
        {what.title.becomes === 'offered' && (
          <label className="check">
            <input type="checkbox" checked={!keepsTitle} onChange={() => setKeepsTitle(!keepsTitle)} />
            {erase.titleOffered(what.title.text)}
          </label>
        )}
        {what.copies.length > 0 && (
          <fieldset>
            <legend>{erase.copies}</legend>
            {what.copies.map((copy) => (
              <label key={copy.messageId} className="check">
                <input
                  type="checkbox"
                  checked={!keptIds.includes(copy.messageId)}
                  onChange={({ target }) =>
                    setKeptIds(
                      target.checked ? keptIds.filter((id) => id !== copy.messageId) : [...keptIds, copy.messageId],
                    )
                  }
                />
                {copy.chatId === question.chatId
                  ? erase.copyHere(copy.messageCount)
                  : erase.copy(copy.chatTitle || words.chats.untitled, copy)}
              </label>
            ))}
          </fieldset>
        )}
      </div>
      <div className="dialog-buttons">
        <button type="button" className="button quiet" onClick={eraseIt}>
          {erase.yes}
        </button>
        <span className="grow" />
        <button ref={keep} type="button" className="button" onClick={page.keepTurn}>
          {erase.keep}
        </button>
      </div>
    </Dialog>
  );
}
