import * as os from 'node:os';
import { engineContract } from '../shared/engine-contract.ts';
import { type EmitterPort, openPortPipe } from '../shared/port-pipe.ts';
import { openProcessPipe } from '../shared/process-pipe.ts';
import { serve } from '../shared/serve.ts';
import { CoreError, type Pipe } from '../shared/wire.ts';
import { type Engine, openEngine } from './open-engine.ts';

/** What Electron gives a utility process instead of a channel; the first message brings the port to the core. */
interface ParentPort {
  on(event: 'message', listener: (message: { readonly ports: readonly EmitterPort[] }) => void): void;
}

/** The engine's process, in both shells. It serves one pipe and ends with it. */
function main(): void {
  process.title = 'palimpsest-engine';
  // Ctrl+C reaches every process of a terminal; when to end is the parent's to say, after what was shown is saved.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
  if (parentPort) {
    parentPort.on('message', ({ ports }) => {
      if (ports[0]) run(openPortPipe(ports[0]));
    });
  } else if (process.send) {
    run(openProcessPipe(process));
  } else {
    process.exitCode = 2;
    void tellWhoStartedIt();
  }
}

/** An engine has no words but here: it does not load them with every start. */
async function tellWhoStartedIt(): Promise<void> {
  const { systemWords } = await import('../shared/words/system-words.ts');
  process.stderr.write(`${systemWords().terminal.engineByHand}\n`);
}

function run(pipe: Pipe): void {
  const log = (line: string) => process.stderr.write(`engine: ${line}\n`);
  const engine = openEngine({ onLog: log });
  pipe.onClose(() => process.exit(0));
  const handlers: Engine['handlers'] = {
    ...engine.handlers,
    'checkpoint.bring': async (input, send, signal) => {
      // Beside an engine that answers somebody.
      giveWay();
      try {
        return await engine.handlers['checkpoint.bring'](input, send, signal);
      } catch (error) {
        throw explainSystemError(error, input.graphsDir);
      }
    },
    'model.load': async (input) => {
      try {
        return await engine.handlers['model.load'](input);
      } catch (error) {
        throw explainSystemError(error, input.graphsDir);
      }
    },
  };
  serve(pipe, engineContract, handlers, {
    onInternalError: (method, error) => log(`${method}: ${error instanceof Error ? error.stack : String(error)}`),
  });
}

/** Other processes go first. What the system does not allow is done without. */
function giveWay(): void {
  try {
    os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {}
}

/** What the system says of a folder of ours (a file has its name, the disk is read-only) is no bug: a person can act on it. */
function explainSystemError(error: unknown, graphsDir: string): unknown {
  const { code: cause, path = graphsDir } = error as NodeJS.ErrnoException;
  const isOfSystem = error instanceof Error && !(error instanceof CoreError) && /^E[A-Z0-9]+$/.test(String(cause));
  if (!isOfSystem || cause === undefined) return error;
  const code = cause === 'ENOSPC' || cause === 'EDQUOT' ? 'diskFull' : 'notWritable';
  return new CoreError(code, { of: 'graphs', folder: graphsDir, file: path, cause });
}

process.stdout.on('error', () => {});
// Whoever reads what is printed may be gone; that is no reason to end.
process.stderr.on('error', () => {});
main();
