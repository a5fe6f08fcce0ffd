import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { isRunning } from './process-table.ts';
import { type Watched, watch } from './spawned.ts';
import { within } from './within.ts';

const started: Watched[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((process) => process.signal('SIGKILL')));
});

/** A process that runs a script of Node's, for as long as that goes on. */
async function run(script: string): Promise<Watched> {
  const watched = watch(spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] }));
  started.push(watched);
  return watched;
}

const deaf = `
  process.on('SIGTERM', () => console.error('I hear nothing.'));
  // Ends with it, since its input does.
  require('node:child_process').spawn(process.execPath, ['-e', 'process.stdin.resume() // the child']);
  setInterval(() => {}, 9e5);
  console.log('ready');
`;

describe('a process that a test started', () => {
  it('tells how it ended, also to whoever asks later', async () => {
    const short = await run('process.exit(3)');
    expect(await short.ended()).toEqual({ exitCode: 3, signal: null });
    expect(await short.signal('SIGTERM')).toEqual({ exitCode: 3, signal: null });
  });

  it('tells how it ended where it had before it was watched', async () => {
    const child = spawn(process.execPath, ['-e', 'process.exit(4)'], { stdio: ['ignore', 'pipe', 'pipe'] });
    await new Promise((resolve) => child.once('exit', resolve));
    expect(await watch(child).ended()).toEqual({ exitCode: 4, signal: null });
  });

  it.skipIf(process.platform === 'win32')('is named, with what it left, where it does not end', async () => {
    const hanging = await run(deaf);
    await hanging.waitForLine(/ready/);
    // It may hear late on a busy machine: what it says to the first signal is there when the second one's time is over.
    process.kill(hanging.pid, 'SIGTERM');
    await expect.poll(hanging.stderr).toContain('I hear nothing.');
    const end = hanging.signal('SIGTERM', { limitMs: 500 });
    await expect(end).rejects.toThrow(`The end of process ${hanging.pid} after SIGTERM: not within 0.5 s.`);
    await expect(end).rejects.toThrow(/\(of \d+\).*the child/);
    await expect(end).rejects.toThrow('I hear nothing.');
    expect(isRunning(hanging.pid)).toBe(true);
  });
});

describe('a step that is waited for', () => {
  it('is named where it never comes, at the place of whoever waited', async () => {
    const waitForNothing = () =>
      within('Nothing', new Promise(() => {}), { limitMs: 10, told: () => 'What is known.' });
    const error = await waitForNothing().catch((caught: unknown) => caught);
    if (!(error instanceof Error)) throw new Error('It came.');
    expect(error.message).toBe('Nothing: not within 0.01 s.\nWhat is known.');
    expect(error.stack).toContain('spawned.test.ts');
  });
});
