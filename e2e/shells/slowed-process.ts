import { readdirSync, readFileSync } from 'node:fs';

/** A process that gets to work only now and then, as on a much slower machine. */
export interface SlowedProcess {
  /** Lets it do nothing at all: what is under way stays under way. */
  freeze(): void;
  /** Lets it go on slowly. */
  thaw(): void;
  /** Lets it work at full speed again. */
  resume(): void;
}

/** What it may compute before it pauses: a few tokens of the bundled model. */
const WORK_CPU_MS = 1.5;
const MOST_WORK_MS = 100;
const PAUSE_MS = 150;

/**
 * Stops and continues a process in turns. The bundled model says a whole answer within a twentieth of a second: this makes
 * a middle to look into. What it gets is counted in processor time, so that a busy machine changes nothing: neither does
 * it starve, nor does it run to the end. Ends by itself when the process does.
 */
export function slowDown(pid: number): SlowedProcess {
  let timer: NodeJS.Timeout | undefined;
  const work = () => {
    if (!signal(pid, 'SIGCONT')) return;
    const [fromCpuMs, fromMs] = [cpuMs(pid), Date.now()];
    const look = () => {
      const isDone = cpuMs(pid) - fromCpuMs >= WORK_CPU_MS || Date.now() - fromMs >= MOST_WORK_MS;
      if (isDone) pause();
      else timer = setTimeout(look, 1);
    };
    timer = setTimeout(look, 1);
  };
  const pause = () => {
    if (!signal(pid, 'SIGSTOP')) return;
    timer = setTimeout(work, PAUSE_MS);
  };
  const become = (change: () => void) => () => {
    clearTimeout(timer);
    change();
  };
  pause();
  return {
    freeze: become(() => signal(pid, 'SIGSTOP')),
    thaw: become(pause),
    resume: become(() => signal(pid, 'SIGCONT')),
  };
}

/** The processor time of all its threads. Where the system does not tell (only Linux does), time itself stands for it. */
function cpuMs(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const nanoseconds = threads.map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
    );
    return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
  } catch {
    return performance.now();
  }
}

/** Whether there was a process to send it to. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
