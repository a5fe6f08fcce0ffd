import { cpSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { projectRoot } from '../scripts/project.mjs';
import { endless } from './pages/endless.ts';
import { MainWindow } from './pages/main-window.ts';
import { expect, test } from './shared-app.ts';
import type { ElectronRun } from './shells/electron-shell.ts';

const bundled = join(projectRoot, 'models', 'palimpsest-mini');

test('goes on with the built-in model when another cannot be used', async ({ start, dataDir }) => {
  const modelDir = join(dataDir, 'cut-short');
  cpSync(bundled, modelDir, { recursive: true });
  truncateSync(join(modelDir, 'model.safetensors'), 1_000_000);
  const { page } = await start(['--model', modelDir]);
  const window = new MainWindow(page);
  await window.waitForEngine('failed');
  await expect(page.getByRole('button', { name: 'Copy details' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Ways to begin' })).toBeHidden();
  // Nothing comes by itself any more.
  await expect(page.locator('.sidebar-foot').getByText('no model', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Use the built-in model' }).click();
  await window.waitUntilReady();
  await expect(page.getByRole('list', { name: 'Ways to begin' })).toBeVisible();
  await window.beGreedy();
  expect(await window.ask('What is the capital of France?')).toContain('Paris');
});

test('copies what to tell somebody who can help', async ({ start, dataDir }) => {
  const modelDir = join(dataDir, 'cut-short');
  cpSync(bundled, modelDir, { recursive: true });
  truncateSync(join(modelDir, 'model.safetensors'), 1_000_000);
  const { page } = await start(['--model', modelDir]);
  await new MainWindow(page).waitForEngine('failed');
  await page.evaluate(() => {
    const held = globalThis as { copied?: string };
    navigator.clipboard.writeText = async (text) => {
      held.copied = text;
    };
  });
  await page.getByRole('button', { name: 'Copy details' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => (globalThis as { copied?: string }).copied)).toMatch(
    /cut short.*"code": "badModel"/s,
  );
});

test('says after some seconds without a word that it takes longer than usual, until a word comes', {
  tag: '@alone',
}, async ({ window, sharedRun, slowEngineOf }) => {
  await window.configure(endless);
  const engine = await slowEngineOf(sharedRun);
  await window.say('Tell me a story.');
  await window.waitForFirstWords();
  await expect(window.answers.last()).not.toContainText('taking longer');
  engine.freeze();
  await expect(window.answers.last()).toContainText('taking longer than usual', { timeout: 8_000 });
  engine.thaw();
  await expect(window.answers.last()).not.toContainText('taking longer');
  engine.resume();
  await window.waitForAnswer();
});

test.describe('in Electron', () => {
  test.skip(({ shell }) => shell !== 'electron', 'of Electron alone');

  test('asks for another model folder in a dialog', async ({ start, dataDir }) => {
    const modelDir = join(dataDir, 'cut-short');
    cpSync(bundled, modelDir, { recursive: true });
    truncateSync(join(modelDir, 'model.safetensors'), 1_000_000);
    const another = join(dataDir, 'another');
    cpSync(bundled, another, { recursive: true });
    const run = (await start(['--model', modelDir])) as ElectronRun;
    const window = new MainWindow(run.page);
    await window.waitForEngine('failed');
    await run.electron.evaluate(({ dialog }, folder) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
    }, another);
    await run.page.getByRole('button', { name: 'Choose another folder…' }).click();
    await window.waitUntilReady();
    await expect(run.page.getByText('another').first()).toBeVisible();
  });

  test('does what its menu says', async ({ start }) => {
    const run = (await start()) as ElectronRun;
    const window = new MainWindow(run.page);
    await window.waitUntilReady();
    await window.ask('My boat is called Zephyr.');
    const choose = (id: string) =>
      run.electron.evaluate(({ Menu }, wanted) => {
        const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
        if (!item) throw new Error(`The menu has no ${wanted}.`);
        item.click();
      }, id);
    await choose('rename-chat');
    await run.page.getByRole('textbox', { name: 'New title' }).fill('Boats');
    await run.page.keyboard.press('Enter');
    await expect(window.activeChat).toContainText('Boats');
    await choose('reply-settings');
    await expect(run.page.getByRole('dialog', { name: 'Reply settings' })).toBeVisible();
    await run.page.keyboard.press('Escape');
    await choose('toggle-inspector');
    await expect(window.app).toHaveAttribute('data-inspector', 'folded');
    await choose('delete-chat');
    await expect(window.chat('Boats')).toHaveCount(0);
  });

  test('offers another folder where the chats are of a newer version', async ({ start, dataDir }) => {
    const first = await start();
    await new MainWindow(first.page).waitUntilReady();
    await first.close();
    const database = new Database(join(dataDir, 'palimpsest.sqlite'));
    database.pragma('user_version = 1000');
    database.close();
    const failure = await start().catch((error: Error) => error.message);
    expect(failure).toContain('choose another folder for your chats');
    expect(failure).not.toContain('--data-dir');
  });
});
