import { type BrowserWindow, ipcMain, shell } from 'electron';
import { isOwnPage } from './security.ts';

/** Lets the window's page show the folder in which everything is kept, and no other; the page is told whether that worked. */
export function letPageOpenDataFolder(dataDir: string, window: () => BrowserWindow | undefined): void {
  ipcMain.handle('palimpsest-open-data-folder', async (event) => {
    const isOurs = event.sender === window()?.webContents && isOwnPage(event.senderFrame?.url ?? '');
    return isOurs && (await shell.openPath(dataDir)) === '';
  });
}
