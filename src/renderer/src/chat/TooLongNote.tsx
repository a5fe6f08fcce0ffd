import { mostMessageCharacters } from '../../../shared/message-length.ts';
import { firstCharacters, lastCharacters, tooLongCharacters } from '../state/draft-entry.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { composerBox } from '../ui/focus-composer.ts';
import { Icon } from '../ui/Icon.tsx';
import { replaceInBox } from './replace-in-box.ts';

/** Words that are too many for a message: what did not enter, or a draft of an earlier time; and two ways to keep a part. */
export function TooLongNote() {
  const refused = usePageState((state) => state.refused);
  const draftCharacters = usePageState((state) => tooLongCharacters(state.draft));
  return (
    <div role="alert">
      {refused ? (
        <RefusedNote key={refused.characters} />
      ) : (
        draftCharacters !== null && <LongDraftNote characters={draftCharacters} />
      )}
    </div>
  );
}

function RefusedNote() {
  const words = useWords();
  const page = usePage();
  const refused = usePageState((state) => state.refused);
  if (!refused) return null;
  const { text, roomCharacters } = refused;
  const keep = (part: string) => {
    const box = composerBox();
    page.refuseWords(null);
    if (box) replaceInBox(box, box.selectionStart, box.selectionEnd, part);
  };
  return (
    <div className="note too-long" data-testid="too-long">
      <span>{words.composer.tooLong(refused.characters)}</span>
      {roomCharacters > 0 && (
        <Parts
          onFirst={() => keep(firstCharacters(text, roomCharacters))}
          onLast={() => keep(lastCharacters(text, roomCharacters))}
        />
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={words.link.dismiss}
        onClick={() => page.refuseWords(null)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

/** A draft that was kept by a version without the limit. It stays whole until a part is chosen. */
function LongDraftNote({ characters }: { readonly characters: number }) {
  const words = useWords();
  const cut = (side: 'first' | 'last') => {
    const box = composerBox();
    if (!box) return;
    const { value } = box;
    if (side === 'first') {
      replaceInBox(box, firstCharacters(value, mostMessageCharacters).length, value.length, '');
    } else replaceInBox(box, 0, value.length - lastCharacters(value, mostMessageCharacters).length, '');
  };
  return (
    <div className="note too-long" data-testid="too-long">
      <span>{words.composer.tooLong(characters)}</span>
      <Parts onFirst={() => cut('first')} onLast={() => cut('last')} />
    </div>
  );
}

function Parts({ onFirst, onLast }: { readonly onFirst: () => void; readonly onLast: () => void }) {
  const { composer: words } = useWords();
  return (
    <>
      <button type="button" className="chip" onClick={onFirst}>
        {words.keepFirst}
      </button>
      <button type="button" className="chip" onClick={onLast}>
        {words.keepLast}
      </button>
    </>
  );
}
