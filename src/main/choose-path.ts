import { type BrowserWindow, dialog, ipcMain } from 'electron';
import { isOwnPage } from './security.ts';

/** Lets the window's page ask a person for a folder or a file; the page is given its path, or null when none was chosen. */
export function letPageChoose(window: () => BrowserWindow | undefined): void {
  answer('palimpsest-choose-folder', 'openDirectory', window);
  answer('palimpsest-choose-file', 'openFile', window);
}

function answer(
  channel: string,
  property: 'openDirectory' | 'openFile',
  window: () => BrowserWindow | undefined,
): void {
  ipcMain.handle(channel, async (event) => {
    const parent = window();
    // Asked by our own page in our own window, and by no frame in it.
    if (!parent || event.sender !== parent.webContents || !isOwnPage(event.senderFrame?.url ?? '')) return null;
    const { filePaths } = await dialog.showOpenDialog(parent, { properties: [property] });
    return filePaths[0] ?? null;
  });
}
