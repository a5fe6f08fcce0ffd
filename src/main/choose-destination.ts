import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { app, type BrowserWindow, dialog, type IpcMainInvokeEvent, ipcMain, shell } from 'electron';
import type { Destination } from '../core/export/destinations.ts';
import { isOwnPage } from './security.ts';

export interface DestinationsSettings {
  readonly window: () => BrowserWindow | undefined;
  /** The core may write there when it is told this name. */
  readonly onChosen: (id: string, destination: Destination) => void;
}

/**
 * Lets the window's page ask a person where to write. The page is given a name for that place, which the core knows: it never names
 * a path itself. What was written there can be shown in the system's own window of files.
 */
export function letPageChooseDestination({ window, onChosen }: DestinationsSettings): void {
  const chosen = new Set<string>();
  const isOurs = (event: IpcMainInvokeEvent, parent: BrowserWindow | undefined): parent is BrowserWindow =>
    parent !== undefined && event.sender === parent.webContents && isOwnPage(event.senderFrame?.url ?? '');

  ipcMain.handle('palimpsest-choose-destination', async (event, wanted: unknown) => {
    const parent = window();
    if (!isOurs(event, parent) || !isWanted(wanted)) return null;
    const destination = await choose(parent, wanted);
    if (!destination) return null;
    const id = randomUUID();
    chosen.add(destination.path);
    onChosen(id, destination);
    return id;
  });
  ipcMain.handle('palimpsest-show-in-folder', (event, path: unknown) => {
    if (!isOurs(event, window()) || typeof path !== 'string') return;
    if (chosen.has(path) || chosen.has(dirname(path))) shell.showItemInFolder(path);
  });
}

/** What the page asks a place for. The name is one that file systems take (`core/export/file-names.ts`). */
interface Wanted {
  readonly kind: Destination['kind'];
  readonly name: string;
}

function isWanted(wanted: unknown): wanted is Wanted {
  if (typeof wanted !== 'object' || wanted === null) return false;
  const { kind, name } = wanted as Partial<Record<keyof Wanted, unknown>>;
  return (kind === 'file' || kind === 'folder') && typeof name === 'string' && !/[/\\]/.test(name);
}

async function choose(parent: BrowserWindow, { kind, name }: Wanted): Promise<Destination | null> {
  const documents = app.getPath('documents');
  if (kind === 'folder') {
    const { filePaths } = await dialog.showOpenDialog(parent, {
      defaultPath: documents,
      properties: ['openDirectory', 'createDirectory'],
    });
    return filePaths[0] === undefined ? null : { kind, path: filePaths[0] };
  }
  const ending = name.slice(name.lastIndexOf('.') + 1);
  const { filePath } = await dialog.showSaveDialog(parent, {
    defaultPath: join(documents, name),
    filters: [{ name: ending.toUpperCase(), extensions: [ending] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return filePath ? { kind, path: filePath } : null;
}
