import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { isMessageTooLong } from '../../../shared/message-length.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { canWrite, type PageState } from '../state/page-state.ts';
import { unfitDraft } from '../state/unfit-draft.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import { UnfitMarks } from './UnfitMarks.tsx';
import { useComposerEntry } from './use-composer-entry.ts';
import { useComposerHeight } from './use-composer-height.ts';

/** Where the person writes. Words leave it only when the core has them. */
export function Composer() {
  const words = useWords();
  const page = usePage();
  const chatId = usePageState((state) => state.chat?.id ?? null);
  const isSendable = usePageState(canSend);
  const isUnfit = usePageState((state) => unfitDraft(state) !== null);
  const isWritable = usePageState(canWrite);
  const answering = usePageState((state) => state.chat?.answering ?? null);
  // What is asked has the one button that goes on.
  const isAsked = usePageState((state) => state.question !== null);
  const isGoneOnWith = usePageState((state) => state.model?.form.name === 'continuation');
  const [hasTriedEarly, setTriedEarly] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  useComposerEntry(box);
  const { isFull } = useComposerHeight(box);
  useEffect(() => {
    if (!answering) setTriedEarly(false);
  }, [answering]);
  useEffect(() => {
    if (chatId !== null && !isBusyElsewhere()) box.current?.focus({ preventScroll: true });
  }, [chatId]);

  const placeholder = isGoneOnWith ? words.forms.goOnPlaceholder : words.composer.placeholder;
  const focusUnlessAsked = () => {
    if (page.state.get().question === null) focusComposer();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // 229: an input method is at work; some browsers end the composition before they tell of the key that ended it.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (event.repeat) return;
    if (answering) setTriedEarly(page.state.get().draft.trim() !== '');
    else void page.sending.send('key');
  };
  return (
    <div className="composer">
      <div className="composer-row">
        <div className="composer-box">
          <UnfitMarks box={box} />
          <textarea
            ref={box}
            className={isFull ? 'full' : undefined}
            data-testid="composer"
            aria-label={words.composer.message}
            aria-describedby={isUnfit ? 'too-long composer-quiet-line' : 'composer-quiet-line'}
            placeholder={isWritable ? placeholder : ''}
            rows={1}
            disabled={chatId === null}
            readOnly={!isWritable}
            aria-disabled={!isWritable}
            dir="auto"
            spellCheck={false}
            autoComplete="off"
            onKeyDown={onKeyDown}
          />
        </div>
        {answering ? (
          <button
            type="button"
            className="button stop"
            data-testid="stop"
            aria-label={words.composer.stop}
            onClick={() => void page.stop().then(focusComposer)}
          >
            {words.composer.stop} <kbd>{words.composer.escape}</kbd>
          </button>
        ) : (
          <button
            type="button"
            className={['button', 'send', isAsked ? 'quiet' : '', isUnfit ? 'unready' : ''].join(' ')}
            data-testid="send"
            disabled={!isSendable}
            aria-describedby={isUnfit ? 'too-long' : undefined}
            onClick={() => void page.sending.send('button').then(focusUnlessAsked)}
          >
            {words.composer.send}
          </button>
        )}
      </div>
      <div className="quiet-line" id="composer-quiet-line" role="status">
        {chatId !== null && !isWritable
          ? words.composer.cannotWrite
          : quietWords(words, hasTriedEarly, answering?.isWaiting ?? false)}
      </div>
    </div>
  );
}

function quietWords({ composer }: ReturnType<typeof useWords>, hasTriedEarly: boolean, isWaiting: boolean): string {
  if (!hasTriedEarly) return composer.keys;
  return isWaiting ? composer.stillWaiting : composer.stillWriting;
}

/** Something is there to be sent, and nothing in the way of it that only the person can take out. */
function canSend(state: PageState): boolean {
  return canWrite(state) && !state.isSending && state.draft.trim() !== '' && !isMessageTooLong(state.draft);
}

/** Somebody who goes through the list by keyboard, or rewrites a title, is not torn away. */
function isBusyElsewhere(): boolean {
  return document.activeElement?.matches('input, .sidebar :focus-visible') ?? false;
}
