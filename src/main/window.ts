import { BrowserWindow, nativeTheme, screen } from 'electron';
import { pageAddress } from './page-protocol.ts';
import { readWindowState, smallestWindow, writeWindowState } from './window-state.ts';

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
  const window = new BrowserWindow({
    ...(state.bounds ?? usualSize),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
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
  void window.loadURL(pageAddress);
  return window;
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
