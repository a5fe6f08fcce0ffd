import { type RefObject, useEffect } from 'react';
import { usePage } from '../state/page-context.ts';
import { isTextField } from '../ui/roving-keys.ts';
import type { TranscriptView } from './transcript-view.ts';

/**
 * Select all, and copying what it selected: all that was said in the chat, also what was not told yet or is not in the document, and
 * nothing else. A key, the window's menu and a right click lead here, wherever in the transcript one was last.
 */
export function useSelectAll(scroller: RefObject<HTMLElement | null>, view: TranscriptView): void {
  const { copy } = usePage();
  useEffect(() => {
    const transcript = scroller.current;
    return transcript ? openSelectAll(transcript, view, copy) : undefined;
  }, [scroller, view, copy]);
}

function openSelectAll(
  transcript: HTMLElement,
  view: TranscriptView,
  copy: (text: string) => Promise<boolean>,
): () => void {
  let isPressedLast = false;
  const isHere = () => {
    const { activeElement, body } = document;
    return activeElement === body ? isPressedLast : transcript.contains(activeElement) && !isTextField(activeElement);
  };
  const onPointerDown = ({ target }: PointerEvent) => {
    isPressedLast = target instanceof Node && transcript.contains(target);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { ctrlKey, metaKey, altKey, shiftKey } = event;
    if (event.key.toLowerCase() !== 'a' || ctrlKey === metaKey || altKey || shiftKey) return;
    if (event.defaultPrevented || !isHere()) return;
    event.preventDefault();
    view.selectAll();
  };
  // What a menu selects begins at the page's body, and a pointer's selection at what is under it.
  const onSelectStart = (event: Event) => {
    if (event.target !== document.body || !isHere()) return;
    event.preventDefault();
    view.selectAll();
  };
  const onCopy = (event: ClipboardEvent) => {
    if (event.defaultPrevented || isTextField(document.activeElement) || !view.isAllSelected()) return;
    event.preventDefault();
    if (view.isWhole()) event.clipboardData?.setData('text/plain', view.text());
    // Says itself what came of it.
    else void view.untilWhole().then((isWhole) => isWhole && copy(view.text()));
  };
  document.addEventListener('pointerdown', onPointerDown, true);
  document.addEventListener('keydown', onKeyDown);
  document.addEventListener('selectstart', onSelectStart);
  document.addEventListener('copy', onCopy);
  return () => {
    document.removeEventListener('pointerdown', onPointerDown, true);
    document.removeEventListener('keydown', onKeyDown);
    document.removeEventListener('selectstart', onSelectStart);
    document.removeEventListener('copy', onCopy);
  };
}
