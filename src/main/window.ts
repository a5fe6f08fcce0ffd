import { BrowserWindow, nativeTheme, screen } from 'electron';
import { pageAddress } from './page-protocol.ts';
import { type Bounds, fitBounds, readWindowState, smallestWindow, writeWindowState } from './window-state.ts';

export interface WindowSettings {
  readonly preloadPath: string;
  readonly iconPath: string;
  /** Where the window's place is remembered. */
  readonly statePath: string;
}

const usualSize = { width: 1280, height: 860 };

/** The page's own paper, so that nothing flashes before it is there. */
const paper = { light: '#faf8f3', dark: '#181613' };

/** Movements come by the dozen; the last one counts. */
const rememberedAfterMs = 500;

/** Opens the window where it was last, and shows it once there is something to see. */
export function openWindow({ preloadPath, iconPath, statePath }: WindowSettings): BrowserWindow {
  const displays = screen.getAllDisplays().map((display) => display.workArea);
  const state = readWindowState(statePath, displays);
  const { width, height, ...place } = state.bounds ?? firstSize(screen.getPrimaryDisplay().workArea);
  const window = new BrowserWindow({
    width,
    height,
    ...place,
    // On a display that is smaller, the smallest window would reach beyond it.
    minWidth: Math.min(smallestWindow.width, width),
    minHeight: Math.min(smallestWindow.height, height),
    show: false,
    icon: iconPath,
    backgroundColor: nativeTheme.shouldUseDarkColors ? paper.dark : paper.light,
    webPreferences: {
      preload: preloadPath,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (state.isMaximized) window.maximize();
  rememberPlace(window, statePath);
  window.once('ready-to-show', () => window.show());
  // The page's own file is always there; a load that another one overtakes (a reload) is told as failed, too.
  window.loadURL(pageAddress).catch((error) => process.stderr.write(`The page did not load: ${error}\n`));
  return window;
}

/** Where it goes is left to the system. */
function firstSize(display: Bounds): Partial<Bounds> & Pick<Bounds, 'width' | 'height'> {
  const { width, height } = fitBounds({ ...display, ...usualSize }, display);
  return { width, height };
}

/** Brings a window to the front, wherever it was. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function rememberPlace(window: BrowserWindow, statePath: string): void {
  let waiting: NodeJS.Timeout | undefined;
  const remember = () => {
    clearTimeout(waiting);
    if (window.isDestroyed()) return;
    writeWindowState(statePath, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
  };
  const rememberSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(remember, rememberedAfterMs);
  };
  window.on('resize', rememberSoon);
  window.on('move', rememberSoon);
  window.on('maximize', rememberSoon);
  window.on('unmaximize', rememberSoon);
  window.on('close', remember);
}
