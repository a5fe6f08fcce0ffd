/** `npm run screenshot`: makes the README's picture from the real app, with a chat that is about to forget. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { MainWindow } from '../e2e/pages/main-window.ts';
import { readyAddress, spawnServer } from '../e2e/shells/browser-shell.ts';
import { ensureBuilt } from './ensure-built.ts';
import { projectRoot } from './project.mjs';
import { browserForTests } from './test-browser.ts';

const firstWords = 'Hello! My name is Marlene.';
const smallTalk = [
  'What is the capital of France?',
  'Tell me a joke.',
  'How are you today?',
  'Tell me a story.',
  'My dog is called Peanut.',
  'What is the capital of Italy?',
  'What can you do?',
];

async function makeScreenshot(): Promise<void> {
  const folder = join(projectRoot, 'docs', 'images');
  mkdirSync(folder, { recursive: true });
  const dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-screenshot-'));
  const server = spawnServer({ dataDir, flags: [] });
  const browser = await chromium.launch(browserForTests());
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 });
    await page.goto(await readyAddress(server));
    const window = new MainWindow(page);
    await window.waitUntilReady();
    await window.ask(firstWords);
    for (let turn = 0; !(await window.forgottenNext.isVisible()); turn++) {
      await window.ask(smallTalk[turn % smallTalk.length] ?? firstWords);
      await window.write('And what is my name?');
      await page.waitForFunction(() => Number(document.querySelector('[data-draft]')?.getAttribute('data-draft')) > 0);
    }
    await window.ask('And what is my name?');
    for (const words of ['My boat is called Second Hour.', 'Tell me a story.', 'What is my boat called?']) {
      await window.ask(words);
    }
    let draft = 'And if one night she does not come, what should I write in the book?';
    for (await window.write(draft); !(await window.forgottenNext.isVisible()); await window.write(draft)) {
      draft += ' I would like to remember her name, and the sound of her engine under the wind.';
      await page.waitForTimeout(300);
    }
    await page.mouse.move(5, 5);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(500);
      const name = colorScheme === 'light' ? 'main-window.png' : 'main-window-dark.png';
      await page.screenshot({ path: join(folder, name) });
    }
  } finally {
    await browser.close();
    await server.signal('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (await ensureBuilt()) await makeScreenshot();
else process.exitCode = 1;
