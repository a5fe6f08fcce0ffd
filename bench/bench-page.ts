/** A page of the browser shell in a real Chromium, on a data folder of its own, for benches that press keys in it. */
import { rmSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';
import { MainWindow } from '../e2e/pages/main-window.ts';
import { readyAddress, spawnServer } from '../e2e/shells/browser-shell.ts';
import { browserForTests } from '../scripts/test-browser.ts';

/** What such a bench does in the page itself. */
export interface BoxKeys {
  /** Puts these words into a text box as a key would. */
  put(box: HTMLInputElement, words: string): void;
  /** The next frame is painted. */
  painted(): Promise<void>;
}

declare global {
  var boxKeys: BoxKeys;
}

export interface BenchPage {
  readonly page: Page;
  readonly window: MainWindow;
}

/** Opens the page, and takes it and the data folder away again once `work` is over. */
export async function withBenchPage(dataDir: string, work: (opened: BenchPage) => Promise<void>): Promise<void> {
  const server = spawnServer({ dataDir, flags: [] });
  const browser = await chromium.launch(browserForTests());
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(addBoxKeys);
    await page.goto(await readyAddress(server));
    const window = new MainWindow(page);
    await window.waitUntilReady();
    await work({ page, window });
  } finally {
    await browser.close();
    await server.signal('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Runs in the page. */
function addBoxKeys(): void {
  globalThis.boxKeys = {
    put: (box, words) => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(box, words);
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
    painted: () => new Promise((next) => requestAnimationFrame(() => setTimeout(next))),
  };
}
