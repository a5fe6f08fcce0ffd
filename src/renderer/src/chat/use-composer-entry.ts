import { type RefObject, useEffect, useLayoutEffect } from 'react';
import { refusedEntry } from '../state/draft-entry.ts';
import { followDraft } from '../state/follow-draft.ts';
import type { Page } from '../state/page.ts';
import { usePage } from '../state/page-context.ts';

/**
 * Joins the text box to the page's draft. The box belongs to the browser: nothing is rendered for a key, and it is written
 * to only when the draft changes by something else than typing, so that a key in a long text costs what it costs in any text
 * box, and undo works.
 */
export function useComposerEntry(box: RefObject<HTMLTextAreaElement | null>): void {
  const page = usePage();
  useEffect(() => (box.current ? listenToBox(box.current, page) : undefined), [box, page]);
  useLayoutEffect(
    () =>
      followDraft(page, (draft) => {
        if (box.current && box.current.value !== draft) box.current.value = draft;
      }),
    [box, page],
  );
}

function listenToBox(box: HTMLTextAreaElement, page: Page): () => void {
  /** Looks at the lengths before anything of it is in the document: a text of many megabytes must not even be laid out. */
  const refuses = (text: string, start: number, end: number): boolean => {
    const refused = refusedEntry(page.state.get().draft, start, end, text);
    if (refused) page.refuseWords(refused);
    return refused !== null;
  };
  const refuseAtCaret = (event: Event, data: DataTransfer | null) => {
    const text = withPlainLineEnds(data?.getData('text/plain') ?? '');
    if (text !== '' && refuses(text, box.selectionStart, box.selectionEnd)) event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent) => refuseAtCaret(event, event.clipboardData);
  const onDrop = (event: DragEvent) => refuseAtCaret(event, event.dataTransfer);
  const onBeforeInput = (event: InputEvent) => {
    const text = event.data ?? event.dataTransfer?.getData('text/plain') ?? lineEndOf(event);
    if (text !== '' && refuses(text, box.selectionStart, box.selectionEnd)) event.preventDefault();
  };
  /** What came without being announced, as from a script or an input method, is taken back when it is too long. */
  const takeOver = (isComposing: boolean) => {
    page.setDraft(box.value);
    const { draft } = page.state.get();
    // An input method must not be torn from its words: what it wrote too much is taken back when it is done.
    if (!isComposing && box.value !== draft) box.value = draft;
  };
  const onInput = (event: Event) => takeOver((event as InputEvent).isComposing);
  const onCompositionEnd = () => takeOver(false);
  box.addEventListener('paste', onPaste);
  box.addEventListener('drop', onDrop);
  box.addEventListener('beforeinput', onBeforeInput);
  box.addEventListener('input', onInput);
  box.addEventListener('compositionend', onCompositionEnd);
  return () => {
    box.removeEventListener('paste', onPaste);
    box.removeEventListener('drop', onDrop);
    box.removeEventListener('beforeinput', onBeforeInput);
    box.removeEventListener('input', onInput);
    box.removeEventListener('compositionend', onCompositionEnd);
  };
}

function withPlainLineEnds(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text;
}

function lineEndOf({ inputType }: InputEvent): string {
  return inputType === 'insertLineBreak' || inputType === 'insertParagraph' ? '\n' : '';
}
