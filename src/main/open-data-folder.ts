import { join } from 'node:path';
import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain, shell } from 'electron';
import { isOwnPage } from './security.ts';

/** Lets the window's page show the folder in which everything is kept, and those of models in it, and no other; it is told whether that worked. */
export function letPageOpenDataFolder(dataDir: string, window: () => BrowserWindow | undefined): void {
  const isOurs = ({ sender, senderFrame }: IpcMainInvokeEvent) =>
    sender === window()?.webContents && isOwnPage(senderFrame?.url ?? '');
  ipcMain.handle(
    'palimpsest-open-data-folder',
    async (event) => isOurs(event) && (await shell.openPath(dataDir)) === '',
  );
  ipcMain.handle('palimpsest-open-model-folder', async (event, modelId: unknown) => {
    // A plain name, which leads nowhere else.
    const isName = typeof modelId === 'string' && /^[a-z0-9][a-z0-9-]*$/.test(modelId);
    return isOurs(event) && isName && (await shell.openPath(join(dataDir, 'models', modelId))) === '';
  });
}
