/** A process that gets to work only now and then, as on a much slower machine. */
export interface SlowedProcess {
  /** Lets it do nothing at all: what is under way stays under way. */
  freeze(): void;
  /** Lets it go on slowly. */
  thaw(): void;
  /** Lets it work at full speed again. */
  resume(): void;
}

const WORK_MS = 3;
const PAUSE_MS = 150;

/**
 * Stops and continues a process in turns. The bundled model says a whole answer within a twentieth of a second: this makes
 * a middle to look into. Ends by itself when the process does.
 */
export function slowDown(pid: number): SlowedProcess {
  let timer: NodeJS.Timeout | undefined;
  const work = () => {
    if (!signal(pid, 'SIGCONT')) return;
    timer = setTimeout(pause, WORK_MS);
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

/** Whether there was a process to send it to. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
