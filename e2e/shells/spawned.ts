import type { ChildProcess } from 'node:child_process';
import { describeFamily } from './process-table.ts';
import type { ProcessEnd } from './running-app.ts';
import { type WithinOptions, within } from './within.ts';

/** What a started process prints, and how it ends. */
export interface Watched {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Waits for its end; where that does not come, rejects with the processes that are left and what was printed. */
  ended(options?: Pick<WithinOptions, 'limitMs'>): Promise<ProcessEnd>;
  /** Sends a signal, unless it has ended, and waits for the end. */
  signal(signal: NodeJS.Signals, options?: Pick<WithinOptions, 'limitMs'>): Promise<ProcessEnd>;
  /** The first match in what it prints to standard output; rejects when it ends before, or prints nothing of the kind. */
  waitForLine(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Keeps what a process prints from the beginning on. */
export function watch(child: ChildProcess): Watched {
  const { pid, stdout, stderr } = child;
  if (pid === undefined || !stdout || !stderr) throw new Error('The process was not started with pipes.');
  let printed = '';
  let complaints = '';
  stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const exit = new Promise<ProcessEnd>((resolve) => {
    const { exitCode, signalCode } = child;
    // Whoever started it may have waited so long that it is over.
    if (exitCode !== null || signalCode !== null) resolve({ exitCode, signal: signalCode });
    child.once('exit', (code, signal) => resolve({ exitCode: code, signal }));
  });
  const told = () => `${describeFamily(pid)}\nStandard error:\n${complaints}`;
  return {
    pid,
    stdout: () => printed,
    stderr: () => complaints,
    ended: (options) => within(`The end of process ${pid}`, exit, { told, ...options }),
    signal: (signal, options) => {
      child.kill(signal);
      return within(`The end of process ${pid} after ${signal}`, exit, { told, ...options });
    },
    waitForLine: (pattern) => {
      const line = new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(printed);
          if (match) resolve(match);
        };
        stdout.on('data', look);
        look();
        void exit.then((end) => reject(new Error(`It ended (${JSON.stringify(end)}): ${complaints}`)));
      });
      return within(`A line of process ${pid} like ${pattern}`, line, { told });
    },
  };
}
