import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { ChatPage } from './pages/chat-page.ts';
import { readyAddress, spawnServer } from './shells/browser-shell.ts';
import { isRunning } from './shells/process-table.ts';

const readyLine = /^Palimpsest is ready: http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}\n$/;

test('prints its ready line once and nothing else', async ({ app }) => {
  await new ChatPage(app.page).ask('My name is Ada.');
  await app.page.reload();
  await app.page.getByTestId('app').waitFor();
  expect(app.run.stdout()).toMatch(readyLine);
});

test('takes the token out of the address, and keeps it over a reload', async ({ app }) => {
  expect(new URL(app.page.url()).hash).toBe('');
  await app.page.reload();
  await expect(app.page.getByTestId('app')).toBeVisible();
});

test('shows nothing to a page without the token', async ({ app }) => {
  const context = await app.page.context().browser()?.newContext();
  const page = await context?.newPage();
  if (!page) throw new Error('No window could be opened.');
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.goto(new URL('/', app.page.url()).href);
  await expect(page.getByText('lacks the key')).toBeVisible();
  await expect(page.getByTestId('app')).toHaveCount(0);
  expect(sockets).toEqual([]);
  await context?.close();
});

test('refuses a name that is not this machine, and files that are not the page', async ({ app }) => {
  const { port } = new URL(app.page.url());
  const statusOf = (path: string, host: string) =>
    new Promise((resolve) => {
      request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
  expect(await statusOf('/', `localhost:${port}`)).toBe(200);
  expect(await statusOf('/', `evil.example:${port}`)).toBe(403);
  expect(await statusOf('/../../package.json', `localhost:${port}`)).toBe(404);
  expect(await statusOf('/%2e%2e/%2e%2e/package.json', `localhost:${port}`)).toBe(404);
});

test('keeps two tabs in step', async ({ app }) => {
  const first = new ChatPage(app.page);
  const second = new ChatPage(await app.run.openPage());
  await second.app.waitFor();
  const answer = await first.ask('My name is Ada.');
  await expect(second.textOf(second.answers.last())).toHaveText(answer);
});

test('names the first at a second start on the same data folder', async ({ app }) => {
  const second = spawnServer({ dataDir: app.dataDir, flags: [] });
  expect(await second.ended()).toEqual({ exitCode: 1, signal: null });
  expect(second.stderr()).toContain(String(app.run.mainPid));
  expect(second.stdout()).toBe('');
});

test('says that a port is taken, and that a flag is unknown', async ({ app, dataDir }) => {
  const { port } = new URL(app.page.url());
  const taken = spawnServer({ dataDir: `${dataDir}/second`, flags: ['--port', port] });
  expect(await taken.ended()).toEqual({ exitCode: 1, signal: null });
  expect(taken.stderr()).toContain(`Port ${port} is already in use.`);

  const mistyped = spawnServer({ dataDir, flags: ['--prot', '1'] });
  expect(await mistyped.ended()).toEqual({ exitCode: 2, signal: null });
  expect(mistyped.stderr()).toContain('"--prot" is not something Palimpsest can be started with.');
});

test('listens on the port it is told, and ends cleanly on SIGINT', async ({ app, dataDir }) => {
  const { port } = new URL(app.page.url());
  await app.close();
  const server = spawnServer({ dataDir, flags: ['--port', port] });
  expect(new URL(await readyAddress(server)).port).toBe(port);
  expect(await server.signal('SIGINT')).toEqual({ exitCode: 0, signal: null });
});

test('says why a data folder cannot be used, and shows no stack', async ({ dataDir }) => {
  const at = (name: string) => join(dataDir, name);
  writeFileSync(at('file'), '');
  symlinkSync(at('nowhere'), at('dangling'));
  symlinkSync(at('loop'), at('loop'));
  for (const folder of ['file', 'file/below', 'dangling', 'loop', 'n'.repeat(256)]
    .map(at)
    .concat('/dev/null/x', '~eve')) {
    const server = spawnServer({ dataDir: folder, flags: [] });
    const { exitCode } = await server.ended();
    expect([1, 2]).toContain(exitCode);
    expect(server.stderr().trim().split('\n')).toHaveLength(1);
    expect(server.stderr()).toContain(folder);
  }
});

test('starts where its own small files are something else', async ({ dataDir }) => {
  mkdirSync(join(dataDir, 'holder.json'));
  mkdirSync(join(dataDir, 'window.json'));
  writeFileSync(join(dataDir, 'lock.sqlite'), 'not a lock, not even a database');
  const server = spawnServer({ dataDir, flags: [] });
  await readyAddress(server);
  const second = spawnServer({ dataDir, flags: [] });
  expect(await second.ended()).toEqual({ exitCode: 1, signal: null });
  expect(second.stderr()).toContain(`(process ${server.pid})`);
  expect(await server.signal('SIGTERM')).toEqual({ exitCode: 0, signal: null });
});

test('leaves no engine behind that stands still when the server is killed', async ({ app }) => {
  test.skip(process.platform !== 'linux', 'Only Linux has a kernel that ends it.');
  await expect(app.page.getByTestId('app')).toHaveAttribute('data-engine', 'ready');
  const engine = await app.enginePid();
  process.kill(engine, 'SIGSTOP');
  await app.killHard();
  await expect.poll(() => isRunning(engine), { timeout: 5_000 }).toBe(false);
});
