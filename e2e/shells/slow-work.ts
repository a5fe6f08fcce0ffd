/**
 * The turns of stopping and continuing a process, in a thread of its own: it watches without a pause, however busy the tests are.
 * Ends with the process, and once that is free again.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
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
  const [before, fromMs] = [cpuMsOfThreads(), Date.now()];
  if (!signal(pid, 'SIGCONT')) return false;
  while (wanted() === 'slow' && workedMs(before) < WORK_CPU_MS && Date.now() - fromMs < MOST_WORK_MS);
  return true;
}

/** Processor time since then. Of a thread that has ended nothing is known any more: it takes nothing from what others worked. */
function workedMs(before: ReadonlyMap<string, number>): number {
  let sumMs = 0;
  for (const [thread, nowMs] of cpuMsOfThreads()) sumMs += Math.max(0, nowMs - (before.get(thread) ?? 0));
  return sumMs;
}

/** The processor time of each of its threads. Where the system does not tell (Linux does), time itself stands for it. */
function cpuMsOfThreads(): ReadonlyMap<string, number> {
  const threads = new Map<string, number>();
  for (const thread of namesOfThreads()) {
    try {
      const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
      threads.set(thread, Number(nanoseconds) / 1e6);
    } catch {
      // It has ended.
    }
  }
  return threads.size > 0 ? threads : new Map([['all', performance.now()]]);
}

function namesOfThreads(): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    // All of it has, or nothing is told of any.
    return [];
  }
}

/** Before everything else that wants a processor, where that is allowed: while this thread waits for one, the process runs on. */
function comeFirst(): void {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), -20);
  } catch {
    // Not here.
  }
}

comeFirst();
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
