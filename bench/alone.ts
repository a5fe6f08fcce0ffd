import { fork } from 'node:child_process';

export interface AloneOptions {
  /** Sends one message and ends. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** A driver may hang: its process is ended then. */
  readonly limitMs: number;
}

/**
 * What a process of its own tells, with all that numbers can be, or how it came that it told nothing. It has ended, or been ended,
 * when this resolves.
 */
export function tellAlone<Told>({
  script,
  args = [],
  env,
  limitMs,
}: AloneOptions): Promise<Told | { failure: string }> {
  const child = fork(script, args, {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // JSON has no infinities, and no NaN.
    serialization: 'advanced',
  });
  return new Promise((resolve) => {
    let told: Told | undefined;
    let isTooSlow = false;
    const timer = setTimeout(() => {
      isTooSlow = true;
      child.kill('SIGKILL');
    }, limitMs);
    child.once('message', (message) => {
      told = message as Told;
    });
    const end = (how: string) => {
      clearTimeout(timer);
      resolve(told ?? { failure: isTooSlow ? `it was not done after ${limitMs / 1_000} s` : how });
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (exitCode, signal) => end(`its process ended (${signal ?? exitCode})`));
  });
}
