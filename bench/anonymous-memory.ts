/**
 * A thread that looks, some times a second, how much anonymous memory (RssAnon of /proc, so on Linux only) this process and each of its
 * children have, and keeps the most of each in every step. Told of the present step and asked by `workerData.shared`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

/** MB, by step and then by who: `core` is this process, `engine` the largest of its children, `together` all of them at once. */
export type MostMegabytes = Record<number, { core: number; engine: number; together: number }>;

const EVERY_MS = 20;
const step = new Int32Array(workerData as SharedArrayBuffer);
const most: MostMegabytes = {};

function anonymousMb(pid: number): number {
  try {
    const kilobytes = /^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    // It has ended.
    return 0;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    try {
      return readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    } catch {
      return [];
    }
  });
}

function look(): void {
  const core = anonymousMb(process.pid);
  const engines = childrenOf(process.pid).map(anonymousMb);
  const now = { core, engine: Math.max(0, ...engines), together: engines.reduce((sum, each) => sum + each, core) };
  const key = Atomics.load(step, 0);
  const before = most[key] ?? { core: 0, engine: 0, together: 0 };
  most[key] = {
    core: Math.max(before.core, now.core),
    engine: Math.max(before.engine, now.engine),
    together: Math.max(before.together, now.together),
  };
}

const timer = setInterval(look, EVERY_MS);
parentPort?.on('message', () => {
  clearInterval(timer);
  parentPort?.postMessage(most);
  parentPort?.close();
});
