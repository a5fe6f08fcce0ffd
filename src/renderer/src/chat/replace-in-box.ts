/** Typed text is put in line by line, which takes a browser the square of the lines: half a minute for some thousands. */
const MOST_TYPED_LINES = 100;

/** Puts `text` in the place of a part of the box as if it had been typed: the browser can undo it, unless it has very many lines. */
export function replaceInBox(box: HTMLTextAreaElement, start: number, end: number, text: string): void {
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, end);
  if (hasFewLines(text) && hasFewLines(box.value.slice(start, end))) {
    const isDone = text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text);
    if (isDone) return;
  }
  box.setRangeText(text, start, end, 'end');
  box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }));
}

function hasFewLines(text: string): boolean {
  let end = -1;
  for (let line = 0; line < MOST_TYPED_LINES; line += 1) {
    end = text.indexOf('\n', end + 1);
    if (end === -1) return true;
  }
  return false;
}
