import { type RefObject, useEffect } from 'react';
import { usePage } from '../state/page-context.ts';
import { isTextField } from '../ui/roving-keys.ts';
import type { TranscriptView } from './transcript-view.ts';
import { openWholeCopy, type WholeCopy } from './whole-copy.ts';

/**
 * Select all, and copying what it selected: all that was said in the chat, also what was not told yet or is not in the document, and
 * nothing else. A key, the window's menu and a right click lead here, wherever in the transcript one was last.
 */
export function useSelectAll(scroller: RefObject<HTMLElement | null>, view: TranscriptView): void {
  const page = usePage();
  useEffect(() => {
    const transcript = scroller.current;
    if (!transcript) return;
    const wholeCopy = openWholeCopy({ page, text: () => view.text() });
    const end = openSelectAll(transcript, view, wholeCopy);
    return () => {
      end();
      wholeCopy.close();
    };
  }, [scroller, view, page]);
}

function openSelectAll(transcript: HTMLElement, view: TranscriptView, wholeCopy: WholeCopy): () => void {
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
    wholeCopy.drop();
    if (event.defaultPrevented || isTextField(document.activeElement) || !view.isAllSelected()) return;
    event.preventDefault();
    if (view.isWhole()) event.clipboardData?.setData('text/plain', view.text());
    else wholeCopy.begin();
  };
  document.addEventListener('pointerdown', onPointerDown, true);
  document.addEventListener('keydown', onKeyDown);
  document.addEventListener('selectstart', onSelectStart);
  document.addEventListener('copy', onCopy);
  document.addEventListener('cut', wholeCopy.drop);
  return () => {
    document.removeEventListener('pointerdown', onPointerDown, true);
    document.removeEventListener('keydown', onKeyDown);
    document.removeEventListener('selectstart', onSelectStart);
    document.removeEventListener('copy', onCopy);
    document.removeEventListener('cut', wholeCopy.drop);
  };
}
