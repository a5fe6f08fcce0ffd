/**
 * The browser shell with the bundled model already imported: from spawning the entry to the ready line (median of 5), and
 * what core and engine hold 30 s later (PSS, from /proc, so on Linux only). `--starts=N`, `--rest-seconds=N`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchFlag, median, reportBench, rounded } from './measurements.ts';

const root = join(import.meta.dirname, '..');
const starts = Number(benchFlag('starts', '5'));
const restSeconds = Number(benchFlag('rest-seconds', '30'));
const dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-bench-'));

interface Started {
  readonly child: ChildProcess;
  readonly readyMs: number;
  readonly address: URL;
}

async function start(): Promise<Started> {
  const startedAt = performance.now();
  const entry = join(root, 'out/main/server.cjs');
  const child = spawn(process.execPath, [entry, '--no-open', '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 2] });
  return new Promise((resolve, reject) => {
    let output = '';
    child.once('exit', (code) => reject(new Error(`It ended with ${code} before it was ready.`)));
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
      const address = /ready: (\S+)/.exec(output)?.[1];
      if (address) resolve({ child, readyMs: performance.now() - startedAt, address: new URL(address) });
    });
  });
}

async function stop({ child }: Started): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** The process and its children, each with its proportional set size in MB. */
function memoryMb(pid: number): { readonly core: number; readonly engine: number } {
  const pss = (each: number) => {
    const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${each}/smaps_rollup`, 'utf8'))?.[1];
    return Number(kilobytes) / 1024;
  };
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return { core: pss(pid), engine: children.reduce((sum, child) => sum + pss(child), 0) };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

try {
  // The first start imports the model; the pause lets it finish.
  const first = await start();
  await pause(3_000);
  await stop(first);

  const readyMs: number[] = [];
  for (let index = 0; index < starts; index++) {
    const started = await start();
    readyMs.push(started.readyMs);
    await stop(started);
  }
  const last = await start();
  await pause(restSeconds * 1_000);
  const memory = process.platform === 'linux' && last.child.pid ? memoryMb(last.child.pid) : null;
  await stop(last);

  const totalMb = memory && memory.core + memory.engine;
  reportBench({
    bench: 'start-up',
    conditions: { starts, restSeconds },
    rows: [
      {
        name: 'spawn to ready line, ms',
        median: rounded(median(readyMs), 0),
        slowest: rounded(Math.max(...readyMs), 0),
      },
      { name: 'core, MB', median: memory && rounded(memory.core), slowest: null },
      { name: 'engine, MB', median: memory && rounded(memory.engine), slowest: null },
    ],
    figure: `ready after ${rounded(median(readyMs), 0)} ms (to reach: 1,500), ${totalMb ? rounded(totalMb, 0) : '?'} MB at rest (to reach: 350)`,
    isReached: totalMb === null ? null : median(readyMs) <= 1_500 && totalMb <= 350,
  });
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
