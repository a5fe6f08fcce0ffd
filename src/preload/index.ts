import { contextBridge, ipcRenderer, webUtils } from 'electron';

/**
 * The page may know which shell it is in and where a file lies, ask a person for a folder, a file or a place to write to, and gets
 * ports and commands as messages; nothing more.
 */
contextBridge.exposeInMainWorld('palimpsestShell', {
  kind: 'electron',
  /** Opens the folder in which everything is kept; whether that worked. */
  openDataFolder: (): Promise<unknown> => ipcRenderer.invoke('palimpsest-open-data-folder'),
  openModelFolder: (modelId: string): Promise<unknown> => ipcRenderer.invoke('palimpsest-open-model-folder', modelId),
  chooseFolder: (): Promise<unknown> => ipcRenderer.invoke('palimpsest-choose-folder'),
  chooseFile: (): Promise<unknown> => ipcRenderer.invoke('palimpsest-choose-file'),
  chooseDestination: (wanted: unknown): Promise<unknown> => ipcRenderer.invoke('palimpsest-choose-destination', wanted),
  showInFolder: (path: string): Promise<unknown> => ipcRenderer.invoke('palimpsest-show-in-folder', path),
  /** Where a file lies that a person dropped or chose; empty where it lies nowhere. */
  pathOf: (file: File): string => webUtils?.getPathForFile(file) ?? '',
});

/** A slash stands for the page's own origin, so that no other page could take the port. */
const ownOrigin = '/';

ipcRenderer.on('palimpsest-port', (event) => {
  window.postMessage({ type: 'palimpsest-port' }, ownOrigin, event.ports);
});
ipcRenderer.on('palimpsest-port-closed', () => {
  window.postMessage({ type: 'palimpsest-port-closed' }, ownOrigin);
});
ipcRenderer.on('palimpsest-port-gone', () => {
  window.postMessage({ type: 'palimpsest-port-gone' }, ownOrigin);
});
ipcRenderer.on('palimpsest-command', (_event, command: string) => {
  window.postMessage({ type: 'palimpsest-command', command }, ownOrigin);
});
