/** `npm run screenshot`: makes the README's picture from the real app, with a chat that is about to forget. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { MainWindow } from '../e2e/pages/main-window.ts';
import { readyAddress, spawnServer } from '../e2e/shells/browser-shell.ts';
import { ensureBuilt } from './ensure-built.ts';
import { projectRoot } from './project.mjs';
import { browserForTests } from './test-browser.ts';

/** A chat whose answers are right, greedily chosen, and which fills the window to the point where the name would be forgotten. */
const said = [
  'Hello! My name is Marlene.',
  'My sister Nora is a painter.',
  'What can you do?',
  'My boat is called Second Hour. I bought it last spring.',
  'Why do you forget?',
  'What is a KV cache?',
  'What is my boat called?',
  'I live in Bergen, in a small house by the harbour.',
  'What happens when the window is full?',
  'What is a context window?',
  'What is a palimpsest?',
  'My favourite colour is green, like the sea in the morning.',
  'How much can you remember?',
  'Tell me a joke.',
];
const question = 'What is my name?';

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
    await window.beGreedy();
    for (const words of said) await window.ask(words);
    await window.write(question);
    await window.forgottenNext.waitFor();
    await shoot(page, folder, 'main-window');
    // The moment after: what was forgotten is named, and why the model does not know.
    await window.ask(question);
    await page.getByTestId('why-unknown').waitFor();
    await shoot(page, folder, 'forgotten');
  } finally {
    await browser.close();
    await server.signal('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** In both themes, with the pointer out of the way and everything that moved at rest. */
async function shoot(page: Page, folder: string, name: string): Promise<void> {
  await page.mouse.move(5, 5);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(600);
    await page.screenshot({ path: join(folder, colorScheme === 'light' ? `${name}.png` : `${name}-dark.png`) });
  }
}

if (await ensureBuilt()) await makeScreenshot();
else process.exitCode = 1;
