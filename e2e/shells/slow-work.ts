/**
 * The turns of stopping and continuing a process, in a thread of its own: it watches without a pause, however busy the tests are.
 * Ends with the process, and once that is free again.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { type Pace, paces, signal } from './paces.ts';

const { pid, shared } = workerData as { readonly pid: number; readonly shared: SharedArrayBuffer };
const pace = new Int32Array(shared);

/** What it may compute before it pauses: a few tokens of the bundled model. */
const WORK_CPU_MS = 1.5;
const MOST_WORK_MS = 100;
const PAUSE_MS = 150;

const wanted = () => paces[Atomics.load(pace, 0)] as Pace;

/** Rests while the pace stays as it is, at most so long. */
function rest(atMost?: number): void {
  Atomics.wait(pace, 0, paces.indexOf(wanted()), atMost);
}

function workALittle(): boolean {
  const [fromCpuMs, fromMs] = [cpuMs(), Date.now()];
  if (!signal(pid, 'SIGCONT')) return false;
  while (wanted() === 'slow' && cpuMs() - fromCpuMs < WORK_CPU_MS && Date.now() - fromMs < MOST_WORK_MS);
  return true;
}

/** The processor time of all its threads. Where the system does not tell (only Linux does), time itself stands for it. */
function cpuMs(): number {
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

let isThere = true;
while (isThere && wanted() !== 'free') {
  if (wanted() === 'frozen') {
    isThere = signal(pid, 'SIGSTOP');
    rest();
  } else {
    isThere = workALittle() && signal(pid, 'SIGSTOP');
    if (wanted() === 'slow') rest(PAUSE_MS);
  }
}
// What was sent last may have been a stop.
signal(pid, 'SIGCONT');
