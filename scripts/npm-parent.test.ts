import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { npmChain, type Relative } from './npm-parent.mjs';

const env = { npm_lifecycle_event: 'start' };

describe('the chain up to npm', () => {
  const chainOf = (table: Record<number, Relative>, given: NodeJS.ProcessEnv = env) =>
    npmChain(2, given, (pid) => table[pid]);
  const npm = { parentPid: 0, command: 'npm start --shell browser ' };
  const shell = { parentPid: 1, command: 'sh -c node scripts/run.mjs start ' };

  it('is npm and the shell between, or npm alone', () => {
    expect(chainOf({ 1: npm, 2: shell })).toEqual([2, 1]);
    expect(chainOf({ 2: npm })).toEqual([2]);
    expect(
      chainOf({ 2: { parentPid: 0, command: '/usr/bin/node /opt/lib/node_modules/npm/bin/npm-cli.js start' } }),
    ).toEqual([2]);
    expect(chainOf({ 1: { parentPid: 0, command: 'node /usr/bin/pnpm start' }, 2: shell })).toEqual([2, 1]);
  });

  it('is not there where npm has not started this, though something further up was', () => {
    expect(chainOf({ 2: { parentPid: 1, command: 'bash ' }, 1: npm })).toBeUndefined();
    expect(
      chainOf({
        2: { parentPid: 1, command: 'sh -c node scripts/run.mjs start' },
        1: { parentPid: 0, command: 'make' },
      }),
    ).toBeUndefined();
    expect(chainOf({ 2: npm }, {})).toBeUndefined();
  });
});

/** A project whose `npm start` runs until it is told to end. */
let folder: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'palimpsest-npm-')));
  mkdirSync(join(folder, 'home'));
  const scripts = { start: 'node start.mjs' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'x', version: '1.0.0', scripts }));
  const source = JSON.stringify(join(import.meta.dirname, 'npm-parent.mjs'));
  writeFileSync(
    join(folder, 'start.mjs'),
    `import { whenNpmIsGone } from ${source};
    whenNpmIsGone(() => process.exit(0));
    // What a terminal or npm itself would send is not what is looked at here.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
    console.log(\`app \${process.pid}\`);
    setInterval(() => {}, 1_000);`,
  );
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function appOf(child: ChildProcess): Promise<number> {
  started.push(child);
  let printed = '';
  for await (const text of child.stdout ?? []) {
    printed += text;
    const pid = /app (\d+)/.exec(printed)?.[1];
    if (pid !== undefined) return Number(pid);
  }
  throw new Error('npm did not start it.');
}

function isRunning(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === 'win32')('a start', () => {
  const spawnIn = (program: string, programArguments: readonly string[]) =>
    spawn(program, [...programArguments], {
      cwd: folder,
      env: { ...process.env, HOME: join(folder, 'home'), npm_config_update_notifier: 'false' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });

  it.each(['SIGKILL', 'SIGHUP', 'SIGQUIT'] as const)('by npm ends when npm is ended by %s', async (signal) => {
    const npm = spawnIn('npm', ['start']);
    const app = await appOf(npm);
    const ended = once(npm, 'exit');
    npm.kill(signal);
    await ended;
    await expect.poll(() => isRunning(app)).toBe(false);
  });

  it.each([
    ['by npm', 'npm start'],
    ['without npm', 'node start.mjs'],
  ])('%s lives on when what started that goes', async (_what, command) => {
    const launcher = spawnIn('sh', ['-c', `${command} & wait`]);
    const app = await appOf(launcher);
    const ended = once(launcher, 'exit');
    launcher.kill('SIGKILL');
    await ended;
    // Two looks of it at the least.
    await new Promise((next) => setTimeout(next, 1_500));
    expect(isRunning(app)).toBe(true);
    process.kill(app, 'SIGKILL');
  });
});
