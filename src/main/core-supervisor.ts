import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import type { Destination } from '../core/export/destinations.ts';
import { openRestartPlan } from '../core/restart-delay.ts';
import type { WireError } from '../shared/wire.ts';
import { systemWords } from '../shared/words/system-words.ts';
import type { CoreFailure, CoreSettings, FromCore, ToCore } from './core-messages.ts';
import { type Engines, openEngines } from './engines.ts';
import { killAtOnce } from './kill-at-once.ts';

export interface SupervisorSettings {
  readonly corePath: string;
  readonly enginePath: string;
  readonly core: Omit<CoreSettings, 'isStartedAgain'>;
  /** A core has opened, the first or a later one: pages need a port to it. */
  readonly onOpened: () => void;
  /** A core has ended by itself; the next is on its way. */
  readonly onGone: () => void;
  readonly onLog: (line: string) => void;
  /** Prints an HTML file to a PDF; both are paths. */
  readonly printPdf: (htmlPath: string, pdfPath: string) => Promise<void>;
  /** Of all words from now on, as it is set. */
  readonly onLanguage: (language: string) => void;
  /** It cannot be opened, or not be kept open, and trying again would not help. */
  readonly onFailure: (error: WireError) => void;
}

/** Keeps a core running until it is closed. */
export interface CoreSupervisor {
  /** Hands the core one end of a page's line; nothing when there is no core just now. */
  readonly servePage: (port: MessagePortMain) => void;
  readonly isOpen: () => boolean;
  /** Whether a core has ever opened. */
  readonly wasOpen: () => boolean;
  /** A page's request was refused: told to the core, or to the next one while there is none. */
  readonly noteRefusedRequest: () => void;
  /** A person chose a place that the core may write to; a core that comes later does not know it. */
  readonly allowDestination: (id: string, destination: Destination) => void;
  /** Somebody opened a file: told to the core, or to the next one while there is none. */
  readonly openPath: (path: string) => void;
  /** Lets the core save what was shown; settles when it has ended, or after `withinMs` whatever it does. */
  readonly close: (withinMs: number) => Promise<void>;
}

/** A core whose main process was killed may need a moment to let go of the data folder. */
const lockedRetries = { everyMs: 250, times: 8 };

/** Starts the core in a process of its own, with its engines, and starts it again when it ends by itself. */
export function superviseCore(settings: SupervisorSettings): CoreSupervisor {
  const plan = openRestartPlan();
  let running: RunningCore | undefined;
  let isClosing = false;
  let lockedCount = 0;
  let hasOpened = false;
  let refusedCount = 0;
  let pathToOpen: string | null = null;
  let restartTimer: NodeJS.Timeout | undefined;

  function start(): void {
    if (isClosing) return;
    running = startCore(settings, hasOpened, {
      onOpened: () => {
        lockedCount = 0;
        hasOpened = true;
        tellRefused();
        tellPath();
        settings.onOpened();
      },
      onFailure: (failure) => {
        isClosing = !failure.isPassing || ++lockedCount > lockedRetries.times;
        killAtOnce(running?.process);
        if (isClosing) settings.onFailure(failure.error);
      },
      onExit: restart,
    });
  }

  function tellRefused(): void {
    if (!running?.isOpen() || refusedCount === 0) return;
    running.tell({ type: 'requests-refused', count: refusedCount });
    refusedCount = 0;
  }

  function tellPath(): void {
    if (!running?.isOpen() || pathToOpen === null) return;
    running.tell({ type: 'open-path', path: pathToOpen });
    pathToOpen = null;
  }

  function restart(): void {
    const wasOpen = running?.isOpen() ?? false;
    running = undefined;
    if (isClosing) return;
    if (wasOpen) settings.onGone();
    const isLocked = lockedCount > 0 && !wasOpen;
    const delayMs = isLocked ? lockedRetries.everyMs : plan.nextDelayMs(performance.now());
    if (delayMs === undefined) {
      giveUp();
      return;
    }
    if (!isLocked) settings.onLog(systemWords().terminal.coreStartedAgain);
    restartTimer = setTimeout(start, delayMs);
  }

  function giveUp(): void {
    isClosing = true;
    settings.onFailure({ code: 'coreKeepsEnding' });
  }

  start();
  return {
    servePage: (port) => running?.tell({ type: 'page' }, [port]),
    isOpen: () => running?.isOpen() ?? false,
    wasOpen: () => hasOpened,
    allowDestination: (id, destination) => running?.tell({ type: 'destination', id, destination }),
    noteRefusedRequest: () => {
      refusedCount += 1;
      tellRefused();
    },
    openPath: (path) => {
      pathToOpen = path;
      tellPath();
    },
    close: async (withinMs) => {
      isClosing = true;
      clearTimeout(restartTimer);
      await running?.close(withinMs);
    },
  };
}

interface RunningCore {
  readonly process: UtilityProcess;
  isOpen(): boolean;
  tell(message: ToCore, ports?: MessagePortMain[]): void;
  close(withinMs: number): Promise<void>;
}

interface CoreListener {
  onOpened(): void;
  onFailure(failure: CoreFailure): void;
  onExit(): void;
}

/** One run of the core's process. */
function startCore(settings: SupervisorSettings, isStartedAgain: boolean, listener: CoreListener): RunningCore {
  const { corePath, enginePath, core } = settings;
  const child = utilityProcess.fork(corePath, [], { serviceName: 'Palimpsest core', stdio: 'inherit' });
  const tell = (message: ToCore, ports: MessagePortMain[] = []) => child.postMessage(message, ports);
  const engines = openEngines(enginePath, tell);
  const print = ({ printId, htmlPath, pdfPath }: Extract<FromCore, { readonly type: 'print' }>) =>
    void settings.printPdf(htmlPath, pdfPath).then(
      () => tell({ type: 'printed', printId, cause: null }),
      (error: unknown) =>
        tell({ type: 'printed', printId, cause: error instanceof Error ? error.message : String(error) }),
    );
  let isOpen = false;

  child.on('message', (message: FromCore) => {
    if (message.type === 'opened') {
      isOpen = true;
      listener.onOpened();
    } else if (message.type === 'failed') listener.onFailure(message.failure);
    else if (message.type === 'language') settings.onLanguage(message.language);
    else if (message.type === 'print') print(message);
    else followEngineWish(engines, message);
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      engines.killAll();
      listener.onExit();
      resolve();
    });
  });
  tell({ type: 'open', settings: { ...core, isStartedAgain } });

  return {
    process: child,
    isOpen: () => isOpen,
    tell,
    close: (withinMs) => {
      tell({ type: 'close' });
      const patience = new Promise<void>((resolve) => setTimeout(resolve, withinMs));
      return Promise.race([exited, patience]).finally(() => {
        engines.killAll();
        killAtOnce(child);
      });
    },
  };
}

function followEngineWish(engines: Engines, wish: Extract<FromCore, { readonly engineId: number }>): void {
  if (wish.type === 'start-engine') engines.start(wish.engineId, wish.options);
  else engines.kill(wish.engineId);
}
