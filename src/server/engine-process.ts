import { fork } from 'node:child_process';
import { engineEnvironment } from '../core/engine-environment.ts';
import type { EngineExit, EngineProcess } from '../core/engine-process.ts';
import { openProcessPipe } from '../shared/process-pipe.ts';

/** Starts an engine as a process of its own, whose channel closes when this process is gone. */
export async function startEngineProcess(enginePath: string): Promise<EngineProcess> {
  const child = fork(enginePath, [], {
    serialization: 'advanced',
    execArgv: [],
    env: engineEnvironment(process.env, process.platform),
    // What the engine prints goes to standard error: standard output carries the ready line and nothing else.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const exited = new Promise<EngineExit>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
    child.once('error', () => resolve({ exitCode: null, signal: null }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return { pipe: openProcessPipe(child), exited, kill: () => void child.kill('SIGKILL') };
}
