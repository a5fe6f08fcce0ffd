import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectAllWell, expectAnswers, World, type WorldOptions } from './test-support/random-world.ts';
import { randomSteps, type Step } from './test-support/random-world-acts.ts';

/** Set by the test on a small disk, for the same test in a process that sees that disk. */
const diskDir = process.env.PALIMPSEST_TEST_DISK;
const factor = Number(process.env.PALIMPSEST_TEST_RUNS_FACTOR ?? 1);
const timeout = 3_600_000;

/** Comes first, so that something was sent, whatever the random ones do. */
const oneTurn: readonly Step[] = [{ act: { type: 'send' }, chat: 0, waitMs: 0 }];

async function tryOut(options: WorldOptions, numRuns: number): Promise<void> {
  const counts: number[] = [];
  await fc.assert(
    fc.asyncProperty(randomSteps, async (script) => {
      const world = new World(options);
      try {
        await world.begin();
        for (const step of script) {
          world.do(step);
          await new Promise((resolve) => setTimeout(resolve, step.waitMs));
        }
        await world.settle();
        counts.push(world.sent.length);
        await expectAllWell(world);
        await expectAnswers(world);
      } finally {
        await world.end();
      }
    }),
    { numRuns: 1 + numRuns * factor, examples: [[[...oneTurn]]], endOnFailure: true },
  );
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
}

describe('whatever is done at whatever moment, the core lives, each turn ends once, its words are stored, pages are right', () => {
  it.skipIf(diskDir)('with the engine in this process, its end told in either order', { timeout }, () =>
    tryOut({ engine: 'inProcess' }, 6),
  );

  it.skipIf(diskDir)('with an engine of its own process, which is killed', { timeout }, () =>
    tryOut({ engine: 'process' }, 2),
  );

  it.runIf(diskDir)('on a disk that is full for a while', { timeout }, () =>
    tryOut({ engine: 'inProcess', diskDir }, 3),
  );

  it.skipIf(diskDir || !canMount())('with a disk that is full for a while', { timeout }, async () => {
    const disk = mkdtempSync(join(tmpdir(), 'palimpsest-disk-'));
    const [vitest, ...flags] = ['node_modules/vitest/vitest.mjs', 'run', 'src/core/random-acts.test.ts'];
    // Room for an import beside the leavings of one that was cut off: an import asks for 64 MB more than it writes.
    const command = 'mount -t tmpfs -o size=256m tmpfs "$PALIMPSEST_TEST_DISK" && exec "$0" "$@"';
    const child = spawn(
      'unshare',
      ['-m', 'sh', '-c', command, process.execPath, ...process.execArgv, vitest, ...flags],
      {
        cwd: resolve(import.meta.dirname, '../..'),
        env: { ...process.env, PALIMPSEST_TEST_DISK: disk },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece) => {
        output += piece;
      });
    const exitCode = await new Promise((settle) => child.once('close', settle));
    // From its list of failures on, so that the head of this message says which.
    expect(exitCode, output.slice(Math.max(0, output.indexOf(' FAIL ')))).toBe(0);
    expect(output).toContain('1 passed');
  });
});

/** Mounts of our own, seen by nobody else, need rights that not every machine gives. */
function canMount(): boolean {
  if (process.platform !== 'linux') return false;
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-mount-'));
  return spawnSync('unshare', ['-m', 'sh', '-c', `mount -t tmpfs tmpfs ${folder}`]).status === 0;
}
