import type { MenuCommand } from './menu-commands.ts';

/** A key that, with the platform's own modifier (⌘ on macOS, Ctrl elsewhere), does what a menu has. */
export interface Shortcut {
  readonly command: MenuCommand;
  /** As `KeyboardEvent.key` tells it without Shift. */
  readonly key: string;
  /** As Electron's menu names it. */
  readonly accelerator: string;
}

/** The keys that work on the page in both shells. To add one more, write its line. */
export const shortcuts = [
  { command: 'search', key: 'k', accelerator: 'CmdOrCtrl+K' },
  { command: 'find', key: 'f', accelerator: 'CmdOrCtrl+F' },
] as const satisfies readonly Shortcut[];

export type ShortcutCommand = (typeof shortcuts)[number]['command'];

export function shortcutOf(command: ShortcutCommand): Shortcut {
  return shortcuts.find((shortcut) => shortcut.command === command) ?? shortcuts[0];
}
