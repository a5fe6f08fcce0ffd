import { engineContract } from '../shared/engine-contract.ts';
import { type EmitterPort, openPortPipe } from '../shared/port-pipe.ts';
import { openProcessPipe } from '../shared/process-pipe.ts';
import { serve } from '../shared/serve.ts';
import type { Pipe } from '../shared/wire.ts';
import { openEngine } from './open-engine.ts';

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
    process.stderr.write('The engine is started by the application, not by hand.\n');
    process.exitCode = 2;
  }
}

function run(pipe: Pipe): void {
  const log = (line: string) => process.stderr.write(`engine: ${line}\n`);
  const engine = openEngine({ onLog: log });
  pipe.onClose(() => process.exit(0));
  serve(pipe, engineContract, engine.handlers, {
    onInternalError: (method, error) => log(`${method}: ${error instanceof Error ? error.stack : String(error)}`),
  });
}

main();
