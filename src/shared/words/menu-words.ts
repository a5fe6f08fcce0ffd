/** The application's menu. */
export interface MenuWords {
  readonly file: string;
  readonly newChat: string;
  readonly renameChat: string;
  readonly deleteChat: string;
  readonly import: string;
  readonly export: string;
  readonly close: string;
  readonly quit: string;
  readonly edit: string;
  readonly undo: string;
  readonly redo: string;
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly selectAll: string;
  readonly search: string;
  readonly find: string;
  readonly view: string;
  readonly chats: string;
  readonly inspector: string;
  readonly models: string;
  readonly replySettings: string;
  readonly reload: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly resetZoom: string;
  readonly fullScreen: string;
  readonly developerTools: string;
  readonly window: string;
  readonly minimize: string;
  readonly help: string;
  readonly tour: string;
  readonly about: string;
}
