/** What the application's menu asks the page for. */
const menuCommands = [
  'new-chat',
  'search',
  'find',
  'rename-chat',
  'delete-chat',
  'toggle-chats',
  'toggle-inspector',
  'models',
  'import',
  'export',
  'reply-settings',
  'tour',
] as const;

export type MenuCommand = (typeof menuCommands)[number];

export function isMenuCommand(name: unknown): name is MenuCommand {
  return menuCommands.some((command) => command === name);
}
