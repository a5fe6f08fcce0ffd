import { join } from 'node:path';
import { app, type BrowserWindow, dialog, MessageChannelMain, session } from 'electron';
import type { LaunchOptions } from '../core/launch-options.ts';
import { chooseWords } from '../shared/words/catalogues.ts';
import { showContextMenus } from './context-menu.ts';
import type { CoreSettings } from './core-messages.ts';
import { type CoreSupervisor, superviseCore } from './core-supervisor.ts';
import { setApplicationMenu } from './menu.ts';
import { servePageFiles } from './page-protocol.ts';
import { guardEveryPage, guardSession } from './security.ts';
import { openWindow, showWindow } from './window.ts';

const closesWithinMs = 5_000;

/** The built files lie beside this one in out/main/, two levels below the project's folder. */
const projectFolder = join(__dirname, '..', '..');

/** Runs the app from the moment Electron is ready: a core, a window on it, and an end that loses nothing. */
export function runApp(dataDir: string, options: LaunchOptions): void {
  let window: BrowserWindow | undefined;
  let exitCode = 0;
  const words = chooseWords([app.getLocale()]);

  guardEveryPage();
  guardSession(session.defaultSession);
  servePageFiles(join(projectFolder, 'out', 'renderer'));

  const core = superviseCore({
    corePath: join(__dirname, 'core.cjs'),
    enginePath: join(__dirname, 'engine.cjs'),
    core: coreSettings(dataDir, options),
    onOpened: () => window && connectPage(window, core),
    onGone: () => tell(window, 'palimpsest-port-closed'),
    onFailure: (sentence) => {
      exitCode = 1;
      process.stderr.write(`${sentence}\n`);
      void showFailure(words.brand, sentence).finally(() => app.quit());
    },
  });

  const openMainWindow = () => {
    window = openWindow({
      preloadPath: join(__dirname, '..', 'preload', 'index.cjs'),
      iconPath: join(projectFolder, 'resources', 'icons', 'icon.png'),
      statePath: join(dataDir, 'window.json'),
    });
    const opened = window;
    showContextMenus(opened.webContents, words.menu);
    // The page's script listens before its document is ready, so a port handed over then is never missed.
    opened.webContents.on('dom-ready', () => connectPage(opened, core));
    opened.once('closed', () => {
      window = undefined;
    });
  };
  openMainWindow();
  setApplicationMenu({
    words: words.menu,
    isMac: process.platform === 'darwin',
    hasDeveloperTools: !app.isPackaged,
    onNewChat: () => tell(window, 'palimpsest-command', 'new-chat'),
  });

  app.on('second-instance', () => (window ? showWindow(window) : openMainWindow()));
  app.on('activate', () => (window ? showWindow(window) : openMainWindow()));
  app.on('window-all-closed', () => process.platform !== 'darwin' && app.quit());
  endCleanly(core, () => exitCode);
}

function coreSettings(dataDir: string, { modelsDir, modelDir }: LaunchOptions): CoreSettings {
  return {
    dataDir,
    modelsDir: modelsDir ?? join(projectFolder, 'models'),
    modelDir,
    shell: 'electron',
  };
}

/** Gives a page that has loaded its own line to the core; if there is no core yet, it comes when there is. */
function connectPage(window: BrowserWindow, core: CoreSupervisor): void {
  if (!core.isOpen() || window.isDestroyed()) return;
  const { port1, port2 } = new MessageChannelMain();
  core.servePage(port1);
  window.webContents.postMessage('palimpsest-port', null, [port2]);
}

function tell(window: BrowserWindow | undefined, channel: string, message?: string): void {
  if (window && !window.isDestroyed()) window.webContents.send(channel, message);
}

async function showFailure(title: string, sentence: string): Promise<void> {
  await dialog.showMessageBox({ type: 'error', title, message: title, detail: sentence });
}

/** Ends only after the core has saved what was shown, however the end came about. */
function endCleanly(core: CoreSupervisor, exitCode: () => number): void {
  let isEnding = false;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (isEnding) return;
    isEnding = true;
    void core.close(closesWithinMs).finally(() => app.exit(exitCode()));
  });
}
