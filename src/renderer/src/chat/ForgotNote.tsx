import { useState } from 'react';
import type { ForgotView } from '../../../shared/window-view.ts';
import { useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';
import { BringBackButton } from './BringBackButton.tsx';
import { useTranscript } from './transcript-context.ts';
import './forgot-note.css';

/** So many names tell what it was about; the others are a press away. */
const NAMES_SHOWN = 3;

export interface ForgotNoteProps {
  readonly forgot: ForgotView;
  /** False: its words alone. */
  readonly isDressed: boolean;
}

/** Stays at that point of the chat: what the model forgot to make room for this turn. */
export function ForgotNote({ forgot, isDressed }: ForgotNoteProps) {
  const { forgotten: words } = useWords();
  const transcript = useTranscript();
  const turnIds = forgot.turns.map(({ turnId }) => turnId);
  const show = async () => {
    const last = turnIds.at(-1);
    if (last !== undefined && (await transcript.show(last))) transcript.glow(turnIds);
  };
  return (
    <aside className="forgot-note" data-testid="forgot-note">
      <div className="forgot-note-head">
        <span className="forgot-note-says">{words.note(turnIds.length)}</span>
        {isDressed && (
          <>
            <button type="button" className="quiet-link" {...tip(words.showSays)} onClick={() => void show()}>
              {words.show}
            </button>
            <BringBackButton among={turnIds} />
          </>
        )}
      </div>
      <ForgottenNames forgot={forgot} isDressed={isDressed} />
    </aside>
  );
}

/** The first few by name, all of them when that is asked for. */
function ForgottenNames({ forgot, isDressed }: ForgotNoteProps) {
  const { forgotten: words, forgetting } = useWords();
  const [isWhole, setWhole] = useState(false);
  const isShort = forgot.turns.length <= NAMES_SHOWN + 1;
  const shown = isWhole || isShort ? forgot.turns : forgot.turns.slice(0, NAMES_SHOWN);
  const more = forgot.turns.length - shown.length;
  return (
    <div className={isWhole ? 'forgot-note-names whole' : 'forgot-note-names'}>
      <ul>
        {shown.map(({ turnId, name }) => (
          <li key={turnId} data-turn-id={turnId}>
            {forgetting.turn(name)}
          </li>
        ))}
      </ul>
      {isDressed && !isShort && (
        <button type="button" className="quiet-link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? words.fewer : words.more(more)}
        </button>
      )}
      {!isDressed && more > 0 && <span>{words.more(more)}</span>}
    </div>
  );
}
