import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { focusComposer } from '../ui/focus-composer.ts';

/** Where the person writes. Words leave it only when the core has them. */
export function Composer() {
  const words = useWords();
  const page = usePage();
  const draft = usePageState((state) => state.draft);
  const chatId = usePageState((state) => state.chat?.id ?? null);
  const answering = usePageState((state) => state.chat?.answering ?? null);
  const isSending = usePageState((state) => state.isSending);
  const [hasTriedEarly, setTriedEarly] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!answering) setTriedEarly(false);
  }, [answering]);
  useEffect(() => {
    if (chatId !== null && !isBusyElsewhere()) box.current?.focus({ preventScroll: true });
  }, [chatId]);

  const focusUnlessAsked = () => {
    if (page.state.get().question === null) focusComposer();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // 229: an input method is at work; some browsers end the composition before they tell of the key that ended it.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (event.repeat) return;
    if (answering) setTriedEarly(draft.trim() !== '');
    else void page.sending.send('key');
  };
  return (
    <div className="composer">
      <div className="composer-row">
        {/* The box is as tall as its words: a copy of them in the style sheet gives it its height, without a script. */}
        <div className="composer-box" data-text={draft}>
          <textarea
            ref={box}
            data-testid="composer"
            aria-label={words.composer.message}
            aria-describedby="composer-quiet-line"
            placeholder={words.composer.placeholder}
            rows={1}
            value={draft}
            disabled={chatId === null}
            dir="auto"
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => page.setDraft(event.target.value)}
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
            className="button send"
            data-testid="send"
            disabled={chatId === null || isSending || draft.trim() === ''}
            onClick={() => void page.sending.send('button').then(focusUnlessAsked)}
          >
            {words.composer.send}
          </button>
        )}
      </div>
      <div className="quiet-line" id="composer-quiet-line" role="status">
        {quietWords(words, hasTriedEarly, answering?.isWaiting ?? false)}
      </div>
    </div>
  );
}

function quietWords({ composer }: ReturnType<typeof useWords>, hasTriedEarly: boolean, isWaiting: boolean): string {
  if (!hasTriedEarly) return composer.keys;
  return isWaiting ? composer.stillWaiting : composer.stillWriting;
}

/** Somebody who goes through the list by keyboard, or rewrites a title, is not torn away. */
function isBusyElsewhere(): boolean {
  return document.activeElement?.matches('input, .sidebar :focus-visible') ?? false;
}
