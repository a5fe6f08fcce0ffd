import { join } from 'node:path';
import { app, type BrowserWindow, session } from 'electron';
import type { LaunchOptions } from '../core/launch-options.ts';
import { isOfDataFolder } from '../shared/data-folder-errors.ts';
import type { WireError } from '../shared/wire.ts';
import { wordsFor } from '../shared/words/catalogues.ts';
import { sentenceOf } from '../shared/words/sentence-of.ts';
import { letPageChooseDestination } from './choose-destination.ts';
import { letPageChoose } from './choose-path.ts';
import { showContextMenus } from './context-menu.ts';
import type { CoreSettings } from './core-messages.ts';
import { type CoreSupervisor, superviseCore } from './core-supervisor.ts';
import { showFailure } from './failure-box.ts';
import { argumentsToStartAgain } from './launch-arguments.ts';
import { setApplicationMenu } from './menu.ts';
import { letPageOpenDataFolder } from './open-data-folder.ts';
import { linkPage, type PageLink } from './page-link.ts';
import { servePageFiles } from './page-protocol.ts';
import { printPdf } from './print-pdf.ts';
import { guardEveryPage, guardSession } from './security.ts';
import { openWindow, showWindow } from './window.ts';

const closesWithinMs = 5_000;

/** The built files lie beside this one in out/main/, two levels below the project's folder. */
const projectFolder = join(__dirname, '..', '..');
const iconPath = join(projectFolder, 'resources', 'icons', 'icon.png');

/** Runs the app from the moment Electron is ready: a core, a window on it, and an end that loses nothing. */
export function runApp(dataDir: string, options: LaunchOptions): void {
  let window: BrowserWindow | undefined;
  let page: PageLink | undefined;
  let exitCode = 0;
  let words = wordsFor('system', [app.getLocale()]);

  const endWith = (error: WireError) => {
    exitCode = 1;
    page?.tellGone();
    const isAtStart = !core.wasOpen();
    const offersFolder = isAtStart && isOfDataFolder(error.code);
    void showFailure({ title: words.brand, sentence: sentenceOf(words, error), isAtStart, offersFolder }).finally(() =>
      app.quit(),
    );
  };

  const showMenu = () =>
    setApplicationMenu({
      words: words.menu,
      isMac: process.platform === 'darwin',
      hasDeveloperTools: !app.isPackaged,
      iconPath,
      onCommand: (command) => page?.command(command),
    });

  guardEveryPage();
  guardSession(session.defaultSession, () => core.noteRefusedRequest());
  letPageChooseDestination({
    window: () => window,
    onChosen: (id, destination) => core.allowDestination(id, destination),
  });
  letPageChoose(() => window);
  letPageOpenDataFolder(dataDir, () => window);
  servePageFiles(join(projectFolder, 'out', 'renderer'));

  const core = superviseCore({
    corePath: join(__dirname, 'core.cjs'),
    enginePath: join(__dirname, 'engine.cjs'),
    core: coreSettings(dataDir, options),
    onOpened: () => page?.connect(),
    onGone: () => page?.tellClosed(),
    onLog: (line) => process.stderr.write(`${line}\n`),
    printPdf,
    onFailure: endWith,
    onLanguage: (language) => {
      words = wordsFor(language, [app.getLocale()]);
      showMenu();
    },
  });

  const showMainWindow = () => {
    if (window) return showWindow(window);
    window = openWindow({
      preloadPath: join(__dirname, '..', 'preload', 'index.cjs'),
      iconPath,
      statePath: join(dataDir, 'window.json'),
    });
    page = linkPage(window, core, () => endWith({ code: 'pageKeepsEnding' }));
    showContextMenus(window.webContents, () => words.menu);
    window.once('closed', () => {
      window = undefined;
      page = undefined;
    });
  };
  showMainWindow();
  showMenu();

  if (options.openPath !== undefined) core.openPath(options.openPath);
  const comeToFront = (openPath?: string) => {
    if (ending.hasBegun()) return ending.startAgain(openPath);
    showMainWindow();
    if (openPath !== undefined) core.openPath(openPath);
  };
  app.on('second-instance', (_event, _arguments, _folder, additional) => {
    const path = (additional as { readonly openPath?: unknown } | null)?.openPath;
    comeToFront(typeof path === 'string' ? path : undefined);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    comeToFront(path);
  });
  app.on('activate', showMainWindow);
  app.on('window-all-closed', () => process.platform !== 'darwin' && app.quit());
  const ending = endCleanly(
    core,
    async () => page?.flush(),
    () => exitCode,
    (openPath) => {
      const { openPath: _, ...stays } = options;
      const next = { ...stays, dataDir, ...(openPath !== undefined && { openPath }) };
      app.relaunch({ args: [...argumentsToStartAgain(process.argv, app.isPackaged, next)] });
    },
  );
}

function coreSettings(
  dataDir: string,
  { modelsDir, modelDir, device }: LaunchOptions,
): Omit<CoreSettings, 'isStartedAgain'> {
  return {
    dataDir,
    modelsDir: modelsDir ?? join(projectFolder, 'models'),
    modelDir,
    device,
    shell: 'electron',
  };
}

interface Ending {
  readonly hasBegun: () => boolean;
  /**
   * Somebody starts the app while it ends, and that start has gone to this process, as there is only one: without another one it would
   * come to nothing. The file is the one that was to be opened with it.
   */
  readonly startAgain: (openPath: string | undefined) => void;
}

/**
 * Ends only after the core has saved what was shown, however the end came about. Before, the page hands over what was typed
 * last. The window is there until then: Chromium 108 may fall when the app ends in the moment in which its window goes.
 */
function endCleanly(
  core: CoreSupervisor,
  flushPage: () => Promise<void>,
  exitCode: () => number,
  relaunch: (openPath: string | undefined) => void,
): Ending {
  let isEnding = false;
  let next: { readonly openPath: string | undefined } | undefined;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (isEnding) return;
    isEnding = true;
    void flushPage()
      .then(() => core.close(closesWithinMs))
      .finally(() => {
        if (next) relaunch(next.openPath);
        app.exit(exitCode());
      });
  });
  return {
    hasBegun: () => isEnding,
    startAgain: (openPath) => {
      next = { openPath: openPath ?? next?.openPath };
    },
  };
}
