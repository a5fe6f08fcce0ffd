import { useEffect, useState } from 'react';
import { characterCount, mostMessageCharacters } from '../../../shared/message-length.ts';
import { firstCharacters, lastCharacters, tooLongCharacters } from '../state/draft-entry.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { unfitDraft } from '../state/unfit-draft.ts';
import { composerBox } from '../ui/focus-composer.ts';
import { Icon } from '../ui/Icon.tsx';
import { Refusal } from './Refusal.tsx';
import { replaceInBox } from './replace-in-box.ts';

/** What stood in the box before a part of it, or of what did not enter, was let go; and what stands there since. */
interface Cut {
  readonly before: string;
  readonly after: string;
}

type KeepPart = (start: number, end: number, part: string) => void;

/**
 * Words that are too many, for a message or for the window: how many, and two ways to keep a part. What was let go comes back with one
 * press until something else is typed, and by the browser's own undo wherever that can.
 */
export function TooLongNote() {
  const refused = usePageState((state) => state.refused);
  const draftCharacters = usePageState((state) => tooLongCharacters(state.draft));
  const page = usePage();
  const [cut, setCut] = useState<Cut | null>(null);
  const keep: KeepPart = (start, end, part) => {
    const box = composerBox();
    if (!box) return;
    const before = box.value;
    replaceInBox(box, start, end, part);
    setCut({ before, after: page.state.get().draft });
  };
  return (
    <>
      <div role="alert">
        {refused ? (
          <RefusedNote key={refused.characters} onKeep={keep} />
        ) : (
          draftCharacters !== null && <LongDraftNote characters={draftCharacters} onKeep={keep} />
        )}
      </div>
      <div role="status">
        <UnfitNote onKeep={keep} />
        {cut && <CutNote cut={cut} onEnd={() => setCut(null)} />}
      </div>
    </>
  );
}

interface NoteProps {
  readonly onKeep: KeepPart;
}

function RefusedNote({ onKeep }: NoteProps) {
  const words = useWords();
  const page = usePage();
  const refused = usePageState((state) => state.refused);
  if (!refused) return null;
  const { text, characters, roomCharacters } = refused;
  const keep = (part: string) => {
    const box = composerBox();
    page.refuseWords(null);
    if (box) onKeep(box.selectionStart, box.selectionEnd, part);
  };
  return (
    <div className="note too-long" data-testid="too-long">
      <span>{words.tooLong.forMessage(characters - mostMessageCharacters, characters)}</span>
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
function LongDraftNote({ characters, onKeep }: NoteProps & { readonly characters: number }) {
  const { tooLong: words } = useWords();
  const value = () => composerBox()?.value ?? '';
  const keepFirst = () => onKeep(firstCharacters(value(), mostMessageCharacters).length, value().length, '');
  const keepLast = () => onKeep(0, value().length - lastCharacters(value(), mostMessageCharacters).length, '');
  return (
    <div className="note too-long" data-testid="too-long">
      <span>{words.forMessage(characters - mostMessageCharacters, characters)}</span>
      <Parts onFirst={keepFirst} onLast={keepLast} />
    </div>
  );
}

/** A draft that the window has no room for. */
function UnfitNote({ onKeep }: NoteProps) {
  const { tooLong: words } = useWords();
  const unfit = usePageState(unfitDraft);
  if (!unfit) return null;
  const { text, start, end, overByTokens, isCounted } = unfit;
  const characters = characterCount(text);
  const fitting = Math.max(characterCount(text.slice(0, start)), characterCount(text.slice(text.length - end)));
  return (
    <Refusal className="too-long" id="too-long">
      <span>{words.forWindow(characters - fitting, characters, overByTokens)}</span>
      <Parts
        // What is typed just now is counted before it is cut.
        isBarred={!isCounted}
        onFirst={start > 0 ? () => onKeep(start, text.length, '') : null}
        onLast={end > 0 ? () => onKeep(0, text.length - end, '') : null}
      />
    </Refusal>
  );
}

function CutNote({ cut, onEnd }: { readonly cut: Cut; readonly onEnd: () => void }) {
  const { tooLong: words } = useWords();
  const isStanding = usePageState((state) => state.draft === cut.after);
  useEffect(() => {
    if (!isStanding) onEnd();
  }, [isStanding, onEnd]);
  const letGo = characterCount(cut.before) - characterCount(cut.after);
  if (!isStanding || letGo <= 0) return null;
  const undo = () => {
    const box = composerBox();
    if (box) replaceInBox(box, 0, box.value.length, cut.before);
    onEnd();
  };
  return (
    <div className="note too-long let-go" data-testid="words-let-go">
      <span>{words.kept(letGo)}</span>
      <button type="button" className="chip" onClick={undo}>
        {words.undo}
      </button>
    </div>
  );
}

interface PartsProps {
  readonly isBarred?: boolean;
  /** Null where there is no such part. */
  readonly onFirst: (() => void) | null;
  readonly onLast: (() => void) | null;
}

function Parts({ isBarred = false, onFirst, onLast }: PartsProps) {
  const { tooLong: words } = useWords();
  return (
    <>
      {onFirst && (
        <button type="button" className="chip" disabled={isBarred} onClick={onFirst}>
          {words.keepFirst}
        </button>
      )}
      {onLast && (
        <button type="button" className="chip" disabled={isBarred} onClick={onLast}>
          {words.keepLast}
        </button>
      )}
    </>
  );
}
