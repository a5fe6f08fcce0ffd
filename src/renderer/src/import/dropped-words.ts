import { replaceInBox } from '../chat/replace-in-box.ts';
import { refusedEntry } from '../state/draft-entry.ts';
import type { Page } from '../state/page.ts';
import { composerBox } from '../ui/focus-composer.ts';

/** Under which words are dragged: a link is one by its address. */
export const wordTypes: readonly string[] = ['text/plain', 'text/uri-list'];

/** Whether words that are dropped beside the message box have a way into it now. */
export function takesDropped(): boolean {
  const box = composerBox();
  const isBehindDialog = box?.closest('[inert], [aria-hidden="true"]') != null;
  // Another place is shown instead of the chat.
  const isHidden = box !== null && getComputedStyle(box).visibility === 'hidden';
  return box !== null && !box.disabled && !box.readOnly && !isBehindDialog && !isHidden;
}

/** Puts words behind what stands in the message box, as if they had been typed: nothing is sent, and they can be taken back. */
export function insertDropped(page: Pick<Page, 'refuseWords'>, data: DataTransfer | null): void {
  const box = composerBox();
  const words = wordTypes.map((type) => data?.getData(type) ?? '').find((text) => text !== '');
  if (!box || words === undefined || !takesDropped()) return;
  const end = box.value.length;
  const isApart = box.value === '' || /\s$/.test(box.value);
  const text = `${isApart ? '' : '\n'}${words.replaceAll(/\r\n?/g, '\n')}`;
  const refused = refusedEntry(box.value, end, end, text);
  if (!refused) {
    replaceInBox(box, end, end, text);
    return;
  }
  // Where a part of them goes, if that is wanted.
  box.focus({ preventScroll: true });
  box.setSelectionRange(end, end);
  page.refuseWords(refused);
}
