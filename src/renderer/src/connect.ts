import { type Client, openClient } from '../../shared/client.ts';
import type { AppContract } from '../../shared/contract.ts';
import { isMenuCommand, type MenuCommand } from '../../shared/menu-commands.ts';
import { openPortPipe } from '../../shared/port-pipe.ts';
import { openSocketPipe } from '../../shared/socket-pipe.ts';

/** How the page stands to the core. `gone`: it does not answer any more; a server is still tried, but rarely. */
export type LinkState = 'connecting' | 'open' | 'restarting' | 'gone' | 'noToken';

export type ShellKind = 'electron' | 'browser';

/** Who is told of what. A new client comes at every load and every restart of the core; the one before is closed then. */
export interface LinkListener {
  onClient(client: Client<AppContract>): void;
  onState(state: LinkState): void;
  /** Of the application's menu. */
  onCommand(command: MenuCommand): void;
  /** The address that this page was opened by says that this is to be opened. */
  onPath(path: string): void;
}

declare global {
  interface Window {
    /** Set by the Electron shell's preload. */
    readonly palimpsestShell?: {
      readonly kind: string;
      readonly chooseFolder: () => Promise<unknown>;
      readonly openDataFolder: () => Promise<unknown>;
      readonly openModelFolder: (modelId: string) => Promise<unknown>;
      readonly chooseDestination: (wanted: {
        readonly kind: 'file' | 'folder';
        readonly name: string;
      }) => Promise<unknown>;
      readonly showInFolder: (path: string) => Promise<unknown>;
      readonly chooseFile: () => Promise<unknown>;
      readonly pathOf: (file: File) => string;
    };
  }
}

/** Which shell this page runs in. */
export function shellKind(): ShellKind {
  return window.palimpsestShell?.kind === 'electron' ? 'electron' : 'browser';
}

/** Asks a person for a folder of this machine, where the shell can; null when none was chosen. */
export async function chooseFolder(): Promise<string | null> {
  const chosen = await window.palimpsestShell?.chooseFolder();
  return typeof chosen === 'string' ? chosen : null;
}

/** Shows the folder in which everything is kept, where the shell can; whether that worked. */
export async function openDataFolder(): Promise<boolean> {
  return (await window.palimpsestShell?.openDataFolder()) === true;
}

/** Shows the folder in which a model of the library lies. */
export async function openModelFolder(modelId: string): Promise<void> {
  await window.palimpsestShell?.openModelFolder(modelId);
}

/** The same for a file. */
export async function chooseFile(): Promise<string | null> {
  const chosen = await window.palimpsestShell?.chooseFile();
  return typeof chosen === 'string' ? chosen : null;
}

/** Asks a person where to write; gives a name for that place, which the core knows. Null when none was chosen. */
export async function chooseDestination(kind: 'file' | 'folder', name: string): Promise<string | null> {
  const chosen = await window.palimpsestShell?.chooseDestination({ kind, name });
  return typeof chosen === 'string' ? chosen : null;
}

/** Shows what was written there in the system's own window of files. */
export async function showInFolder(path: string): Promise<void> {
  await window.palimpsestShell?.showInFolder(path);
}

/** Where a file lies that was dropped or chosen, where the shell knows it; else null. */
export function pathOf(file: File): string | null {
  // Electron before 32 tells it with the file itself.
  const path = window.palimpsestShell?.pathOf(file) || (file as { readonly path?: string }).path;
  return path || null;
}

/** Reaches the core, and reaches it again whenever the line breaks, as long as the page lives. */
export function connect(listener: LinkListener): void {
  if (shellKind() === 'electron') listenForPorts(listener);
  else keepSocketOpen(listener);
}

/** Electron's preload hands a port to its own window; nobody else can post with this window as the source. */
function listenForPorts(listener: LinkListener): void {
  let current: Client<AppContract> | undefined;
  window.addEventListener('message', (event: MessageEvent<{ readonly type?: unknown; readonly command?: unknown }>) => {
    if (event.source !== window || typeof event.data !== 'object' || event.data === null) return;
    const { type, command } = event.data;
    if (type === 'palimpsest-command' && isMenuCommand(command)) listener.onCommand(command);
    // Chromium before 122 does not tell a page that the port's other end is gone; the shell does.
    if (event.data.type === 'palimpsest-port-closed') current?.close();
    if (event.data.type === 'palimpsest-port-gone') {
      const last = current;
      current = undefined;
      last?.close();
      listener.onState('gone');
    }
    const port = event.ports[0];
    if (event.data.type !== 'palimpsest-port' || !port) return;
    current?.close();
    const client = openClient<AppContract>(openPortPipe(port));
    current = client;
    listener.onState('open');
    listener.onClient(client);
    void client.closed.then(() => {
      if (current === client) listener.onState('restarting');
    });
  });
  // Chromium 108 falls when it tells a page that is going away of its port's end; a port that is closed has nothing to tell.
  window.addEventListener('pagehide', () => current?.close());
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5000;
/**
 * After this many refusals in a row the server is taken for gone. One that is started again refuses nothing meanwhile: its
 * port is kept, and who asks there waits.
 */
const TRIES_UNTIL_GONE = 4;
/** A line that broke sooner was none: whatever ends each new line at once must not be tried at once for ever. */
const STEADY_AFTER_MS = 1000;

function keepSocketOpen(listener: LinkListener): void {
  const { token, path } = takeAddress();
  if (token === null) {
    listener.onState('noToken');
    return;
  }
  let pathToOpen = path;
  let failedTries = 0;

  const open = () => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/socket`, `palimpsest.${token}`);
    const client = openClient<AppContract>(openSocketPipe(socket));
    let openedAtMs = Number.POSITIVE_INFINITY;
    socket.addEventListener('open', () => {
      openedAtMs = performance.now();
      listener.onState('open');
      listener.onClient(client);
      if (pathToOpen !== null) listener.onPath(pathToOpen);
      pathToOpen = null;
    });
    void client.closed.then(() => {
      if (performance.now() - openedAtMs >= STEADY_AFTER_MS) failedTries = 0;
      failedTries += 1;
      listener.onState(failedTries < TRIES_UNTIL_GONE ? 'restarting' : 'gone');
      setTimeout(open, Math.min(FIRST_DELAY_MS * 2 ** failedTries, LONGEST_DELAY_MS));
    });
  };
  open();
}

/** What this page's server knows it by. */
export function ownToken(): string {
  return sessionStorage.getItem(TOKEN_KEY) ?? '';
}

const TOKEN_KEY = 'palimpsest-token';

/**
 * The address carries the token once, and with it what is to be opened; it moves to this tab's own storage, so that it is in no history
 * and no bookmark.
 */
function takeAddress(): { readonly token: string | null; readonly path: string | null } {
  const [fromAddress = '', ...rest] = location.hash.slice(1).split('&');
  if (fromAddress !== '') {
    sessionStorage.setItem(TOKEN_KEY, fromAddress);
    history.replaceState(null, '', location.pathname + location.search);
  }
  const path = new URLSearchParams(rest.join('&')).get('open');
  return { token: sessionStorage.getItem(TOKEN_KEY), path };
}
