import { Worker } from 'node:worker_threads';
import { type Pace, paces, signal } from './paces.ts';

/** A process that gets to work only now and then, as on a much slower machine. */
export interface SlowedProcess {
  /** Lets it do nothing at all: what is under way stays under way. */
  freeze(): void;
  /** Lets it go on slowly. */
  thaw(): void;
  /** Lets it work at full speed again, for good. */
  resume(): void;
}

/**
 * Stops and continues a process in turns. The bundled model says a whole answer within a twentieth of a second: this makes
 * a middle to look into. What it gets is counted in processor time, and watched by a thread that does nothing else, so that a busy
 * machine changes nothing: neither does it starve, nor does it run to the end. Ends by itself when the process does.
 */
export function slowDown(pid: number): SlowedProcess {
  const shared = new SharedArrayBuffer(4);
  const pace = new Int32Array(shared);
  const become = (next: Pace, name: NodeJS.Signals) => () => {
    Atomics.store(pace, 0, paces.indexOf(next));
    // At once; the thread sends it again, after whatever it was about to send.
    signal(pid, name);
    Atomics.notify(pace, 0);
  };
  signal(pid, 'SIGSTOP');
  const worker = new Worker(new URL('./slow-work.ts', import.meta.url), { workerData: { pid, shared }, execArgv: [] });
  worker.unref();
  return {
    freeze: become('frozen', 'SIGSTOP'),
    thaw: become('slow', 'SIGSTOP'),
    resume: become('free', 'SIGCONT'),
  };
}
