import type { MessagePortMain, ParentPort } from 'electron';
import type { EngineExit, EngineProcess, StartEngineOptions } from '../core/engine-process.ts';
import { endAtUncaughtErrors } from '../core/last-resort.ts';
import { type Core, openCore } from '../core/open-core.ts';
import { openPortPipe } from '../shared/port-pipe.ts';
import { CoreError, toWireError } from '../shared/wire.ts';
import type { CoreSettings, FromCore, ToCore } from './core-messages.ts';

/** An engine that main was asked for: first its port is awaited, then its end. */
interface AwaitedEngine {
  readonly start: (port: MessagePortMain) => void;
  readonly end: (exit: EngineExit) => void;
}

interface AwaitedPrint {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const parentPort: ParentPort = process.parentPort;
const prints = new Map<number, AwaitedPrint>();
let nextPrintId = 1;
const engines = new Map<number, AwaitedEngine>();
let nextEngineId = 1;
let core: Core | undefined;
endAtUncaughtErrors({ name: 'core', save: () => core?.saveAnswers() });

function tellMain(message: FromCore): void {
  parentPort.postMessage(message);
}

/** Only main can fork processes that a utility process shares a port with, so it is asked to. */
function startEngine(options: StartEngineOptions = {}): Promise<EngineProcess> {
  const engineId = nextEngineId++;
  return new Promise((resolve, reject) => {
    let announceExit: (exit: EngineExit) => void;
    const exited = new Promise<EngineExit>((settle) => {
      announceExit = settle;
    });
    engines.set(engineId, {
      start: (port) => {
        const kill = () => tellMain({ type: 'kill-engine', engineId });
        resolve({ pipe: openPortPipe(port), exited, kill });
      },
      end: (exit) => {
        engines.delete(engineId);
        announceExit(exit);
        // Without effect once it has started.
        reject(new CoreError('engineNotStarted'));
      },
    });
    tellMain({ type: 'start-engine', engineId, options });
  });
}

/** Only main has a browser to print with. */
function printPdf(htmlPath: string, pdfPath: string): Promise<void> {
  const printId = nextPrintId++;
  return new Promise((resolve, reject) => {
    prints.set(printId, { resolve, reject });
    tellMain({ type: 'print', printId, htmlPath, pdfPath });
  });
}

function endPrint(printId: number, cause: string | null): void {
  const print = prints.get(printId);
  prints.delete(printId);
  if (cause === null) print?.resolve();
  else print?.reject(new CoreError('notPrinted', { cause }));
}

async function open(settings: CoreSettings): Promise<void> {
  try {
    const onLog = (line: string) => process.stderr.write(`core: ${line}\n`);
    core = await openCore({ ...settings, startEngine, printPdf, onLog });
    core.watchSettings(({ language }) => tellMain({ type: 'language', language }));
    tellMain({ type: 'opened' });
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    const isPassing = error.code === 'locked' && error.details?.shell === 'electron';
    tellMain({ type: 'failed', failure: { error: toWireError(error), isPassing } });
  }
}

/** Whoever closes the core waits for the process to end. */
async function close(): Promise<void> {
  await core?.close();
  process.exit(0);
}

// Ctrl+C reaches every process of a terminal; when to end is main's to say, and what was shown is saved first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

parentPort.on('message', ({ data, ports }) => {
  const message = data as ToCore;
  const port = ports[0];
  if (message.type === 'open') void open(message.settings);
  else if (message.type === 'close') void close();
  else if (message.type === 'open-path') core?.openPath(message.path);
  else if (message.type === 'requests-refused') core?.noteRefusedRequests(message.count);
  else if (message.type === 'destination') core?.allowDestination(message.id, message.destination);
  else if (message.type === 'printed') endPrint(message.printId, message.cause);
  else if (message.type === 'engine-exited') {
    engines.get(message.engineId)?.end(message.exit);
  } else if (port && message.type === 'engine-started') engines.get(message.engineId)?.start(port);
  else if (port && message.type === 'page') core?.serve(openPortPipe(port));
});
