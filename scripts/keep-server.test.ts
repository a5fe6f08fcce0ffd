import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const lastResort = JSON.stringify(join(import.meta.dirname, '../src/core/last-resort.ts'));
const keepServer = JSON.stringify(join(import.meta.dirname, 'keep-server.ts'));

/** A server of the product's manners without its core. A request for a fault is met by it, outside every catch. */
const serverSource = `
  import { createServer } from 'node:http';
  import { writeSync } from 'node:fs';
  import { endAtUncaughtErrors } from ${lastResort};
  endAtUncaughtErrors({ name: 'core', save: () => writeSync(1, 'saved\\n') });
  process.once('message', ({ token, isStartedAgain, isElsewhere }, port) => {
    const faults = {
      '/throw': () => setTimeout(() => { throw new Error('thrown in a timer'); }),
      '/reject': () => void Promise.reject(new Error('rejected by nobody')),
      '/leave': () => process.send({ type: 'ending' }, () => process.exit(3)),
      '/end': () => process.exit(0),
    };
    const server = createServer((request, response) => {
      response.end(JSON.stringify({ token, isStartedAgain, isElsewhere, pid: process.pid }));
      response.on('close', () => faults[request.url]?.());
    });
    server.listen(port, () => {
      writeSync(1, 'serving ' + server.address().port + '\\n');
      process.send({ type: 'ready' });
    });
  });`;

let folder: string;
let keeper: ChildProcess;
let printed: string;
let told: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-keeper-'));
  writeFileSync(join(folder, 'server.mjs'), serverSource);
  startKeeper(0);
});
afterEach(() => {
  keeper.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

function startKeeper(port: number): void {
  const serverPath = join(folder, 'server.mjs');
  const settings = JSON.stringify({ serverPath, serverArguments: [], port, token: 'secret' });
  const script = `const { keepServer } = await import(${keepServer}); process.exitCode = await keepServer(${settings});`;
  printed = '';
  told = '';
  keeper = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  keeper.stdout?.on('data', (text) => {
    printed += text;
  });
  keeper.stderr?.on('data', (text) => {
    told += text;
  });
}

/** Where the first server serves, or the one that was started after it. */
async function port(nth: 1 | 2 = 1): Promise<number> {
  const ports = () => [...printed.matchAll(/serving (\d+)\n/g)].map((match) => Number(match[1]));
  await expect.poll(() => ports().length).toBeGreaterThanOrEqual(nth);
  return ports()[nth - 1] as number;
}

interface Told {
  readonly token: string;
  readonly isStartedAgain: boolean;
  readonly isElsewhere: boolean;
  readonly pid: number;
}

async function ask(path: string, nth?: 2): Promise<Told> {
  const [response] = await once(get({ host: '127.0.0.1', port: await port(nth), path, agent: false }), 'response');
  const [body] = await once(response, 'data');
  return JSON.parse(String(body));
}

it.each(['/throw', '/reject'])(
  'starts a server again that met an error nobody caught (%s), on its port, with its key',
  async (path) => {
    const first = await ask(path);
    expect(first).toMatchObject({ token: 'secret', isStartedAgain: false });
    await expect.poll(() => told).toContain('is started again');
    const second = await ask('/');
    expect(second).toMatchObject({ token: 'secret', isStartedAgain: true });
    expect(second.pid).not.toBe(first.pid);
    expect(told).toMatch(/core: an error that nobody caught: Error: (thrown in a timer|rejected by nobody)\n\s+at /);
    expect(printed).toContain('saved\n');
  },
);

it('keeps the port while no server is there, and lets go of it at the fourth end within a minute', async () => {
  const own = await port();
  const takes = async () => {
    const taker = createServer();
    const outcome = once(taker, 'listening').then(
      () => 'taken',
      (error) => error.code,
    );
    taker.listen(own, '127.0.0.1');
    const said = await outcome;
    taker.close();
    return said;
  };
  for (let time = 0; time < 4; time++) {
    const { pid } = await ask('/');
    process.kill(pid, 'SIGKILL');
    if (time < 3) expect(await takes()).toBe('EADDRINUSE');
  }
  expect(await once(keeper, 'close')).toEqual([137, null]);
  expect(told.split('is started again').length - 1).toBe(3);
  expect(told).toContain('so it is not started again');
  expect(await takes()).toBe('taken');
});

it('starts a server elsewhere with another key when it could not keep the port', async () => {
  keeper.kill('SIGTERM');
  await once(keeper, 'exit');
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  startKeeper((other.address() as AddressInfo).port);
  expect(await ask('/throw')).toMatchObject({ token: 'secret', isElsewhere: false });
  await expect.poll(() => told).toContain('is started again');
  const second = await ask('/', 2);
  expect(second).toMatchObject({ isStartedAgain: true, isElsewhere: true });
  expect(second.token).not.toBe('secret');
  other.close();
});

it.each([
  ['/end', 0],
  ['/leave', 3],
])('lets a server end that means to (%s)', async (path, exitCode) => {
  await ask(path);
  expect(await once(keeper, 'close')).toEqual([exitCode, null]);
  expect(told).toBe('');
});

it('says the key in no command line and no environment', async () => {
  const { pid } = await ask('/');
  if (process.platform !== 'linux') return;
  const { readFileSync } = await import('node:fs');
  for (const file of ['cmdline', 'environ'])
    expect(readFileSync(`/proc/${pid}/${file}`, 'utf8')).not.toContain('secret');
});
