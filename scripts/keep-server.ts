import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { openRestartPlan } from '../src/core/restart-delay.ts';
import { type FromKeptServer, keptFlag, type ToKeptServer } from '../src/server/keeper-messages.ts';
import { makeToken } from '../src/server/page-token.ts';
import { systemWords } from '../src/shared/words/system-words.ts';
import { bindPort } from './bound-port.ts';
import { hearEndings } from './child-process.mjs';
import { projectRoot, say } from './project.mjs';

export interface KeeperSettings {
  readonly serverPath: string;
  readonly serverArguments: readonly string[];
  /** 0 takes any free one. */
  readonly port: number;
  readonly token: string;
}

/** How one server ended. */
interface ServerEnd {
  readonly exitCode: number;
  /** It served, and nobody had asked it to end. */
  readonly isFall: boolean;
}

/**
 * Runs the browser shell's server and starts it again when it ends by itself, on the same port and with the same key, so that
 * pages find it again. This process has the port all the while: nobody else could take it and be told the pages' key. Gives
 * the exit code.
 */
export async function keepServer(settings: KeeperSettings): Promise<number> {
  const plan = openRestartPlan();
  const port = bindPort(settings.port);
  let { token } = settings;
  let child: ChildProcess | undefined;
  let stopWaiting = () => {};
  let isEnding = false;
  const stopHearing = hearEndings((signal) => {
    isEnding = true;
    child?.kill(signal);
    stopWaiting();
  });
  try {
    for (let isStartedAgain = false; ; isStartedAgain = true) {
      const server = startServer(settings);
      child = server.child;
      const isElsewhere = isStartedAgain && !port;
      const message: ToKeptServer = { type: 'serve', token, isStartedAgain, isElsewhere };
      child.send(message, port?.handle, {}, () => {});
      const { exitCode, isFall } = await server.ended;
      if (!isFall || isEnding) return exitCode;
      // Without a port of ours another program may have the pages' port by now: it must not be told a key that is worth anything.
      if (!port) token = makeToken();
      const delayMs = plan.nextDelayMs(performance.now());
      if (delayMs === undefined) {
        say(systemWords().terminal.coreKeepsEnding);
        return exitCode;
      }
      say(systemWords().terminal.coreStartedAgain);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, delayMs);
        stopWaiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (isEnding) return 0;
    }
  } finally {
    stopHearing();
    port?.close();
  }
}

function startServer({ serverPath, serverArguments }: KeeperSettings) {
  const child = spawn(process.execPath, [serverPath, keptFlag, ...serverArguments], {
    cwd: projectRoot,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // A terminal's Ctrl+C would reach it a second time otherwise.
    detached: process.platform !== 'win32',
  });
  let isServing = false;
  child.on('message', (message) => {
    isServing = (message as FromKeptServer).type === 'ready';
  });
  const ended = new Promise<ServerEnd>((resolve) => {
    child.on('error', (error) => {
      if (child.pid !== undefined) return;
      say(systemWords().terminal.serverNotStarted(error.message));
      resolve({ exitCode: 1, isFall: false });
    });
    child.once('exit', (code, signal) => {
      const exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
      resolve({ exitCode, isFall: isServing && exitCode !== 0 });
    });
  });
  return { child, ended };
}
