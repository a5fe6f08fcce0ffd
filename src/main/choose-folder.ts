import { type BrowserWindow, dialog, ipcMain } from 'electron';
import { isOwnPage } from './security.ts';

/** Lets the window's page ask a person for a folder; the page is given its path, or null when none was chosen. */
export function letPageChooseFolder(window: () => BrowserWindow | undefined): void {
  ipcMain.handle('palimpsest-choose-folder', async (event) => {
    const parent = window();
    // Asked by our own page in our own window, and by no frame in it.
    if (!parent || event.sender !== parent.webContents || !isOwnPage(event.senderFrame?.url ?? '')) return null;
    const { filePaths } = await dialog.showOpenDialog(parent, { properties: ['openDirectory'] });
    return filePaths[0] ?? null;
  });
}
