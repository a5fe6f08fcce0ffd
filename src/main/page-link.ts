import { type BrowserWindow, MessageChannelMain } from 'electron';
import { openRestartPlan } from '../core/restart-delay.ts';
import type { MenuCommand } from '../shared/menu-commands.ts';
import type { CoreSupervisor } from './core-supervisor.ts';

/** A window's page as it is told things: a line to the core, that the line is gone, a command of the menu. */
export interface PageLink {
  /** Gives the page a line of its own to the core as soon as both are there; called again for each new core. */
  connect(): void;
  /** Not every Chromium tells a page that the other end of its port is gone. */
  tellClosed(): void;
  /** No core will come any more; told to each page that the window loads from now on, too. */
  tellGone(): void;
  command(name: MenuCommand): void;
  /** Has the page hand over what was typed last, as it does when it loses the focus; settles then, or soon whatever it does. */
  flush(): Promise<void>;
}

const flushesWithinMs = 500;

/**
 * Links a window's page, and each page it loads after that, to the core. A page whose process falls is loaded again;
 * `onPageFailure` is told when one keeps falling and is left as it is.
 */
export function linkPage(window: BrowserWindow, core: CoreSupervisor, onPageFailure: () => void): PageLink {
  const { webContents } = window;
  const reloads = openRestartPlan();
  let isReady = false;
  let isGone = false;
  let reloadTimer: NodeJS.Timeout | undefined;

  const connect = () => {
    if (!isReady || !core.isOpen()) return;
    const { port1, port2 } = new MessageChannelMain();
    core.servePage(port1);
    webContents.postMessage('palimpsest-port', null, [port2]);
  };
  const send = (channel: string, message?: string) => {
    if (isReady) webContents.send(channel, message);
  };

  webContents.on('did-start-loading', () => {
    // A frame in the page, such as a preview, loads without the page being another one.
    if (webContents.isLoadingMainFrame()) isReady = false;
  });
  // The page's script has run when its document is ready, and listens.
  webContents.on('dom-ready', () => {
    isReady = true;
    if (isGone) send('palimpsest-port-gone');
    else connect();
  });
  webContents.on('render-process-gone', (_event, { reason }) => {
    isReady = false;
    if (reason === 'clean-exit') return;
    const delayMs = reloads.nextDelayMs(performance.now());
    if (delayMs === undefined) return onPageFailure();
    reloadTimer = setTimeout(() => {
      if (!webContents.isDestroyed()) webContents.reload();
    }, delayMs);
  });
  window.once('closed', () => {
    clearTimeout(reloadTimer);
    isReady = false;
  });
  return {
    connect,
    tellClosed: () => send('palimpsest-port-closed'),
    tellGone: () => {
      isGone = true;
      send('palimpsest-port-gone');
    },
    command: (name) => send('palimpsest-command', name),
    flush: async () => {
      if (!isReady) return;
      const patience = new Promise<void>((resolve) => setTimeout(resolve, flushesWithinMs));
      const asked = webContents.executeJavaScript("void window.dispatchEvent(new Event('blur'))").catch(() => {});
      await Promise.race([asked, patience]);
    },
  };
}
