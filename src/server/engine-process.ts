import { execFile, fork } from 'node:child_process';
import { promisify } from 'node:util';
import { engineEnvironment } from '../core/engine-environment.ts';
import type { EngineExit, EngineProcess, StartEngineOptions } from '../core/engine-process.ts';
import { keepOutput } from '../core/kept-output.ts';
import { openProcessPipe } from '../shared/process-pipe.ts';
import { CoreError } from '../shared/wire.ts';

/** Starts an engine as a process of its own, whose channel closes when this process is gone. */
export async function startEngineProcess(
  enginePath: string,
  { keepsOutput = false }: StartEngineOptions = {},
): Promise<EngineProcess> {
  const leader = await findLeader();
  const child = fork(enginePath, [], {
    serialization: 'advanced',
    ...(leader ? { execPath: leader[0], execArgv: [...leader.slice(1), process.execPath] } : { execArgv: [] }),
    env: engineEnvironment(process.env, process.platform),
    // What the engine prints goes to standard error: standard output carries the ready line and nothing else.
    stdio: keepsOutput ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 2, 2, 'ipc'],
  });
  let wasStarted = false;
  const exited = new Promise<EngineExit>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      if (!keepsOutput) return resolve({ exitCode, signal });
      void output.whole().then((printed) => resolve({ exitCode, signal, printed }));
    });
    // Not only a start can fail, but also a kill or a message; whoever has started ends by 'exit'.
    child.on('error', () => {
      if (!wasStarted) resolve({ exitCode: null, signal: null });
    });
  });
  const output = keepOutput(child.stdout, child.stderr);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', () => {
      wasStarted = true;
      resolve();
    });
    child.on('error', (error) => {
      reject(new CoreError('engineNotStarted', { cause: error.message }));
    });
  });
  return { pipe: openProcessPipe(child), exited, kill: () => void child.kill('SIGKILL') };
}

type Leader = readonly [program: string, ...programArguments: string[]];

/** Asked until it was found: that it could not be started may have been for want of something that is there again later. */
let leader: Promise<Leader | undefined> | undefined;

/**
 * A program that becomes the engine and has the kernel end it together with this process. An engine that hangs inside native
 * code does not see its channel close, and would be left behind. Not every system has it.
 */
function findLeader(): Promise<Leader | undefined> {
  leader ??= lookForLeader().then((found) => {
    if (!found) leader = undefined;
    return found;
  });
  return leader;
}

async function lookForLeader(): Promise<Leader | undefined> {
  if (process.platform !== 'linux') return undefined;
  const [program, ...programArguments] = ['setpriv', '--pdeathsig', 'KILL'] as const;
  try {
    await promisify(execFile)(program, [...programArguments, 'true']);
    return [program, ...programArguments];
  } catch {
    return undefined;
  }
}
