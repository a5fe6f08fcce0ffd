import type { ChildProcess } from 'node:child_process';
import type { ProcessEnd } from './running-app.ts';

/** What a started process prints, and how it ends. */
export interface Watched {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  readonly ended: Promise<ProcessEnd>;
  /** Sends a signal, unless it has ended, and waits for the end. */
  signal(signal: NodeJS.Signals): Promise<ProcessEnd>;
  /** The first match in what it prints to standard output; rejects when it ends before. */
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
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  return {
    pid,
    stdout: () => printed,
    stderr: () => complaints,
    ended,
    signal: (signal) => {
      child.kill(signal);
      return ended;
    },
    waitForLine: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(printed);
          if (match) resolve(match);
        };
        stdout.on('data', look);
        look();
        void ended.then((end) => reject(new Error(`It ended (${JSON.stringify(end)}): ${complaints}`)));
      }),
  };
}
