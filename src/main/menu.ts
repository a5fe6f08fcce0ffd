import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../shared/menu-commands.ts';
import { shortcutOf } from '../shared/shortcuts.ts';
import type { MenuWords } from '../shared/words/menu-words.ts';

export interface MenuSettings {
  readonly words: MenuWords;
  readonly isMac: boolean;
  readonly hasDeveloperTools: boolean;
  readonly iconPath: string;
  readonly onCommand: (command: MenuCommand) => void;
}

/** Sets the application's menu. */
export function setApplicationMenu(settings: MenuSettings): void {
  app.setAboutPanelOptions({
    applicationName: app.getName(),
    applicationVersion: app.getVersion(),
    iconPath: settings.iconPath,
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(settings)));
}

/** The menu as a value; Electron's roles bring each platform's own keys. */
export function menuTemplate({
  words,
  isMac,
  hasDeveloperTools,
  onCommand,
}: MenuSettings): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const about: MenuItemConstructorOptions = { role: 'about', label: words.about };
  const quit: MenuItemConstructorOptions = { role: 'quit', label: words.quit };
  const developerTools: MenuItemConstructorOptions = { role: 'toggleDevTools', label: words.developerTools };
  const ask = (id: MenuCommand, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    ...{ id, label, click: () => onCommand(id) },
    ...(accelerator && { accelerator }),
  });
  const file: MenuItemConstructorOptions = {
    label: words.file,
    submenu: [
      ask('new-chat', words.newChat, 'CmdOrCtrl+N'),
      separator,
      ask('rename-chat', words.renameChat),
      ask('delete-chat', words.deleteChat),
      separator,
      ask('import', words.import),
      ask('export', words.export, 'CmdOrCtrl+Shift+E'),
      separator,
      ask('reply-settings', words.replySettings),
      separator,
      { role: 'close', label: words.close },
      ...(isMac ? [] : [quit]),
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: words.view,
    submenu: [
      ask('toggle-chats', words.chats),
      ask('toggle-inspector', words.inspector),
      separator,
      ask('models', words.models),
      separator,
      { role: 'zoomIn', label: words.zoomIn },
      { role: 'zoomOut', label: words.zoomOut },
      { role: 'resetZoom', label: words.resetZoom },
      separator,
      { role: 'togglefullscreen', label: words.fullScreen },
      ...(hasDeveloperTools ? [separator, { role: 'reload' as const, label: words.reload }, developerTools] : []),
    ],
  };
  const macOnly: MenuItemConstructorOptions = { label: app.getName(), submenu: [about, separator, quit] };
  const window: MenuItemConstructorOptions = {
    label: words.window,
    submenu: [{ role: 'minimize', label: words.minimize }],
  };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    label: words.help,
    submenu: [ask('tour', words.tour), ...(isMac ? [] : [separator, about])],
  };
  const searching = [
    ask('search', words.search, shortcutOf('search').accelerator),
    ask('find', words.find, shortcutOf('find').accelerator),
  ];
  return [...(isMac ? [macOnly] : []), file, editMenu(words, searching), view, window, help];
}

function editMenu(words: MenuWords, searching: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions {
  return {
    label: words.edit,
    submenu: [
      { role: 'undo', label: words.undo },
      { role: 'redo', label: words.redo },
      { type: 'separator' },
      { role: 'cut', label: words.cut },
      { role: 'copy', label: words.copy },
      { role: 'paste', label: words.paste },
      { role: 'selectAll', label: words.selectAll },
      { type: 'separator' },
      ...searching,
    ],
  };
}
