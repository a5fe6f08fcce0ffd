import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { projectRoot } from '../scripts/project.mjs';
import { type AppUnderTest, expect, test } from './fixtures.ts';
import { ChatPage } from './pages/chat-page.ts';
import { startBrowserShell } from './shells/browser-shell.ts';
import { type ElectronRun, electronCommand } from './shells/electron-shell.ts';
import { isRunning, parentOf } from './shells/process-table.ts';
import { watch } from './shells/spawned.ts';
import { stepLimitMs, within } from './shells/within.ts';

function electronOf(app: AppUnderTest): ElectronApplication {
  return (app.run as ElectronRun).electron;
}

/** Starts the Electron entry once more, outside the test's own run. */
function startAgain(
  ...flags: string[]
): Promise<{ readonly exitCode: number | string | null | undefined; readonly stderr: string }> {
  const { program, appArguments } = electronCommand();
  return new Promise((resolve) => {
    execFile(program, [...appArguments, ...flags], { cwd: projectRoot, timeout: 30_000 }, (error, _stdout, stderr) =>
      resolve({ exitCode: error ? error.code : 0, stderr }),
    );
  });
}

test('shuts the page off from Node', async ({ app }) => {
  expect(app.page.url()).toBe('palimpsest://app/');
  const seen = await app.page.evaluate(() => ({
    shell: (globalThis as unknown as { palimpsestShell: unknown }).palimpsestShell,
    require: typeof (globalThis as Record<string, unknown>).require,
    process: typeof (globalThis as Record<string, unknown>).process,
  }));
  expect(seen).toEqual({ shell: { kind: 'electron' }, require: 'undefined', process: 'undefined' });
  const preferences = await electronOf(app).evaluate(({ BrowserWindow, session }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { contextIsolation, sandbox, nodeIntegration, webviewTag } = contents.getLastWebPreferences();
    const checksSpelling = session.defaultSession.isSpellCheckerEnabled();
    return { contextIsolation, sandbox, nodeIntegration, webviewTag, checksSpelling };
  });
  expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, checksSpelling: false });
  expect(preferences.nodeIntegration).toBeFalsy();
  expect(preferences.webviewTag).toBeFalsy();
});

test('stays at its own page, in its own window', async ({ app }) => {
  const opened = await app.page.evaluate(() => window.open('https://example.com/'));
  expect(opened).toBeNull();
  await app.page.evaluate(() => {
    location.href = 'https://example.com/';
  });
  await app.page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'palimpsest://app/assets/';
    link.target = '_blank';
    document.body.append(link);
    link.click();
  });
  await app.page.waitForTimeout(300);
  expect(app.page.url()).toBe('palimpsest://app/');
  expect(electronOf(app).windows()).toHaveLength(1);
  // Playwright goes on waiting for the navigation that was denied, so Electron is asked.
  const isThere = await electronOf(app).evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
      'document.querySelector("[data-testid=app]") !== null',
    ),
  );
  expect(isThere).toBe(true);
});

test('grants no permission', async ({ app }) => {
  const answers = await app.page.evaluate(async () => ({
    notification: await Notification.requestPermission(),
    camera: (await navigator.permissions.query({ name: 'camera' as PermissionName })).state,
    location: await new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        (error) => resolve(error.code),
      ),
    ),
  }));
  expect(answers).toEqual({ notification: 'denied', camera: 'denied', location: 1 });
});

test('serves the files of the page and nothing else', async ({ app }) => {
  const statuses = await app.page.evaluate(() =>
    Promise.all(
      [
        '/',
        '/index.html',
        '/../package.json',
        '/%2e%2e/%2e%2e/package.json',
        '/..%2f..%2fpackage.json',
        '/.sources',
      ].map(async (path) => (await fetch(`palimpsest://app${path}`)).status),
    ),
  );
  expect(statuses).toEqual([200, 200, 404, 404, 404, 404]);
  const elsewhere = await app.page.evaluate(() => fetch('palimpsest://elsewhere/index.html').catch(() => 'refused'));
  expect(elsewhere).toBe('refused');
});

test('has a smallest size and remembers its place', async ({ app }) => {
  const place = { x: 40, y: 30, width: 1000, height: 700 };
  const smallest = await electronOf(app).evaluate(({ BrowserWindow }, bounds) => {
    const window = BrowserWindow.getAllWindows()[0];
    window?.setBounds(bounds);
    return window?.getMinimumSize();
  }, place);
  expect(smallest).toEqual([900, 600]);
  const statePath = join(app.dataDir, 'window.json');
  const remembered = () => existsSync(statePath) && JSON.parse(readFileSync(statePath, 'utf8')).bounds;
  await expect.poll(remembered).toEqual(place);
  await app.restart();
  const bounds = await electronOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(bounds).toEqual(place);
});

test('begins a new chat from the menu', async ({ app }) => {
  const chat = new ChatPage(app.page);
  await chat.ask('My name is Ada.');
  await expect(chat.messages).toHaveCount(2);
  await electronOf(app).evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('new-chat')?.click());
  await expect(chat.messages).toHaveCount(0);
  await expect(chat.chats).toHaveCount(2);
});

test('opens a menu at a right click', async ({ app }) => {
  await electronOf(app).evaluate(({ Menu }) => {
    const seen = globalThis as unknown as { menus: string[][] };
    seen.menus = [];
    // A real menu would wait for a person; what it would show is kept instead.
    Menu.prototype.popup = function (this: Electron.Menu) {
      seen.menus.push(this.items.map((item) => item.role ?? item.type));
    };
  });
  const chat = new ChatPage(app.page);
  await chat.composer.fill('words to copy');
  await chat.composer.selectText();
  await chat.composer.click({ button: 'right' });
  const menus = () => electronOf(app).evaluate(() => (globalThis as unknown as { menus: string[][] }).menus);
  await expect.poll(menus).toEqual([['undo', 'redo', 'separator', 'cut', 'copy', 'paste', 'separator', 'selectall']]);
});

test('starts the core again when it ends by itself, and the page goes on', async ({ app }) => {
  const chat = new ChatPage(app.page);
  const answer = await chat.ask('My name is Ada.');
  const firstCore = await app.corePid();
  process.kill(firstCore, 'SIGKILL');
  await expect.poll(() => app.corePid().catch(() => firstCore)).not.toBe(firstCore);
  // Until the page has heard of it, it shows what was there before.
  await expect(app.page.getByText('was started again')).toBeVisible();
  await expect(chat.app).toHaveAttribute('data-engine', 'ready');
  await expect(chat.textOf(chat.answers.last())).toHaveText(answer);
  await chat.ask('What is my name?');
  await expect(chat.answers).toHaveCount(2);
});

test('brings the first window to the front at a second start', async ({ app }) => {
  await electronOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const second = await startAgain('--data-dir', `${app.dataDir}/../${app.dataDir.split('/').pop()}`);
  expect(second.exitCode).toBe(0);
  expect(second.stderr).toContain('Palimpsest is already open with this data folder');
  const isShown = () =>
    electronOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized() === false);
  await expect.poll(isShown).toBe(true);
});

test('starts again once it has ended where somebody starts it while it ends', async ({ app }) => {
  const ended = await app.corePid();
  // What a second start does to the first, in the middle of its end.
  await electronOf(app).evaluate(({ app }) => {
    app.quit();
    app.emit('second-instance', {}, [], '', {});
  });
  expect(await app.close()).toEqual({ exitCode: 0, signal: null });
  const path = join(app.dataDir, 'holder.json');
  const holder = (): number => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).pid : ended);
  await expect.poll(holder).not.toBe(ended);
  const core = holder();
  process.kill(parentOf(core), 'SIGKILL');
  await expect.poll(() => isRunning(core)).toBe(false);
});

test('ends where whoever started it does before it is ready', async ({ dataDir }) => {
  const { program, appArguments } = electronCommand();
  const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as const;
  const child = spawn(program, [...appArguments, '--data-dir', dataDir], { cwd: projectRoot, stdio: [...stdio] });
  child.disconnect();
  expect(await watch(child).ended()).toEqual({ exitCode: 0, signal: null });
});

test('refuses flags it does not know', async ({ dataDir }) => {
  const mistyped = await startAgain('--data', dataDir);
  expect(mistyped.exitCode).toBe(2);
  expect(mistyped.stderr).toContain('"--data" is not something Palimpsest can be started with.');
});

test('names the browser shell that holds the data folder', async ({ dataDir, sharedBrowser }) => {
  const browserShell = await startBrowserShell({ dataDir, flags: [] }, await sharedBrowser());
  const { program, appArguments } = electronCommand();
  const second = execFile(program, [...appArguments, '--data-dir', dataDir], { cwd: projectRoot });
  let stderr = '';
  second.stderr?.on('data', (text) => {
    stderr += text;
  });
  await expect.poll(() => stderr).toContain(String(browserShell.mainPid));
  // A dialog waits for a person here; told to end, it still says that it could not start.
  const exitCode = new Promise((resolve) => second.once('exit', resolve));
  second.kill('SIGTERM');
  expect(await within('The end of the second start', exitCode)).toBe(1);
  await browserShell.close();
});

test('makes the data folder for its owner only', async ({ app }) => {
  test.skip(process.platform === 'win32', 'Windows has no such modes.');
  expect(statSync(join(app.dataDir, 'electron')).mode & 0o777).toBe(0o700);
});

test('says why a data folder cannot be used, and ends, whether or not the box is read', async ({ dataDir }) => {
  symlinkSync(join(dataDir, 'nowhere'), join(dataDir, 'dangling'));
  const reasons = {
    [join(dataDir, 'dangling')]: 'it is a link to something that is not there.',
    '/proc/palimpsest': 'no folder can be made there.',
  };
  const starts = Object.entries(reasons).map(async ([folder, reason]) => {
    const { exitCode, stderr } = await startAgain('--data-dir', folder);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`The data folder ${folder} cannot be used: ${reason}`);
    expect(stderr).not.toContain('    at ');
  });
  await Promise.all(starts);
});

test('starts the engine with the environment it is meant to have', async ({ app }) => {
  test.skip(process.platform !== 'linux', 'Only Linux has it.');
  await expect(app.page.getByTestId('app')).toHaveAttribute('data-engine', 'ready');
  const environment = readFileSync(`/proc/${await app.enginePid()}/environ`, 'utf8').split('\0');
  expect(environment).toContain('GLIBC_TUNABLES=glibc.malloc.hugetlb=1');
});

test('loads a page again that falls, three times, and then says what can be done', async ({ app }) => {
  // Playwright's own page is gone with the first fall, so Electron is asked.
  const isLoadedAfterFall = (withinMs: number) =>
    electronOf(app).evaluate(({ BrowserWindow }, limitMs) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const loaded = new Promise<boolean>((resolve) => {
        contents?.once('render-process-gone', () => {
          contents.once('dom-ready', () => resolve(true));
          setTimeout(() => resolve(false), limitMs);
        });
      });
      contents?.forcefullyCrashRenderer();
      return loaded;
    }, withinMs);
  for (let time = 0; time < 3; time++) expect(await isLoadedAfterFall(stepLimitMs)).toBe(true);
  expect(await isLoadedAfterFall(3_000)).toBe(false);
  await expect.poll(app.run.stderr).toContain('The page keeps ending unexpectedly.');
});
