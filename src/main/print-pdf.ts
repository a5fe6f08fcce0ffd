import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { BrowserWindow, session } from 'electron';

/** Nothing of it is kept, and no other page is in it. */
const partition = 'palimpsest-print';

/**
 * Prints an HTML file to a PDF, in a window that nobody sees, in which nothing runs and which can load that file alone. The PDF
 * must not be there yet.
 */
export async function printPdf(htmlPath: string, pdfPath: string): Promise<void> {
  const url = pathToFileURL(htmlPath).href;
  const ownSession = session.fromPartition(partition);
  ownSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  ownSession.webRequest.onBeforeRequest((request, answer) => answer({ cancel: request.url !== url }));
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: ownSession, javascript: false, sandbox: true, contextIsolation: true },
  });
  try {
    await window.loadURL(url);
    const pdf = await window.webContents.printToPDF({ pageSize: 'A4', printBackground: true, preferCSSPageSize: true });
    await writeFile(pdfPath, pdf, { flag: 'wx', mode: 0o600 });
  } finally {
    window.destroy();
  }
}
