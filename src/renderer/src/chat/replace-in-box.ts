/** Puts `text` in the place of a part of the box as if it had been typed: the browser can undo it. */
export function replaceInBox(box: HTMLTextAreaElement, start: number, end: number, text: string): void {
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, end);
  const isDone = text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text);
  if (isDone || (text === '' && start === end)) return;
  box.setRangeText(text, start, end, 'end');
  box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }));
}
