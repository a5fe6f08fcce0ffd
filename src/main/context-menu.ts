import { type ContextMenuParams, Menu, type MenuItemConstructorOptions, type WebContents } from 'electron';
import type { MenuWords } from '../shared/words/menu-words.ts';

/** Opens a menu at a right click, with what can be done there and nothing else. */
export function showContextMenus(contents: WebContents, words: () => MenuWords): void {
  contents.on('context-menu', (_event, params) => {
    const items = contextItems(params, words());
    if (items.length > 0) Menu.buildFromTemplate(items).popup();
  });
}

/** The items for what was clicked: a text box takes text, selected text gives it. */
export function contextItems(
  { isEditable, editFlags, selectionText }: Pick<ContextMenuParams, 'isEditable' | 'editFlags' | 'selectionText'>,
  words: MenuWords,
): MenuItemConstructorOptions[] {
  const copy: MenuItemConstructorOptions = { role: 'copy', label: words.copy, enabled: editFlags.canCopy };
  // In the transcript the page selects all that was said, which is more than is in the document.
  const selectAll: MenuItemConstructorOptions = { role: 'selectAll', label: words.selectAll };
  if (!isEditable) return selectionText.trim() === '' ? [selectAll] : [copy, selectAll];
  return [
    { role: 'undo', label: words.undo, enabled: editFlags.canUndo },
    { role: 'redo', label: words.redo, enabled: editFlags.canRedo },
    { type: 'separator' },
    { role: 'cut', label: words.cut, enabled: editFlags.canCut },
    copy,
    { role: 'paste', label: words.paste, enabled: editFlags.canPaste },
    { type: 'separator' },
    selectAll,
  ];
}
