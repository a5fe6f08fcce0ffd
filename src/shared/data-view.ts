/** What takes the room of a data folder. */
export const dataParts = ['chats', 'copies', 'models', 'window', 'other'] as const;

/** Chats with their index and log, copies that were made before updates, models that were brought and what was prepared of all, the window's own files. */
export type DataPart = (typeof dataParts)[number];

/** Where everything is kept, and how large it is. */
export interface KeptDataView {
  readonly folder: string;
  readonly bytes: Readonly<Record<DataPart, number>>;
}
