import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from '@playwright/test';
import type { ElectronRun } from '../shells/electron-shell.ts';
import type { ShellRun } from '../shells/running-app.ts';

/** Exports the chat that is open as a replay, as a person does; gives the file's path, in this folder. */
export async function exportReplay(run: ShellRun, folder: string): Promise<string> {
  const { page } = run;
  const path = join(folder, 'replay.html');
  const item = page.locator('[data-testid="chat-item"][data-active="true"]');
  await item.hover();
  await item.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  await page.getByRole('radio', { name: 'Replay', exact: true }).check();
  if ('electron' in run) {
    await (run as ElectronRun).electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, path);
    await page.getByRole('button', { name: 'Save…' }).click();
  } else {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    await (await download).saveAs(path);
  }
  await page.locator('[data-testid="export"][data-run="done"]').waitFor();
  await page.keyboard.press('Escape');
  return path;
}

/** A replay in a browser, from its file: nothing of the application is there, and no network. */
export class ReplayPage {
  readonly page: Page;
  readonly turns: Locator;
  readonly gauge: Locator;
  readonly caption: Locator;
  readonly receipts: Locator;
  readonly forgotNotes: Locator;
  readonly forgettingLine: Locator;
  readonly play: Locator;
  readonly step: Locator;
  readonly position: Locator;
  /** What went wrong or was refused, and what was asked for beside the file itself. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    this.turns = page.getByTestId('turn').and(page.locator(':visible'));
    this.gauge = page.getByTestId('gauge');
    this.caption = page.getByTestId('caption');
    this.receipts = page.getByTestId('receipt').and(page.locator(':visible'));
    this.forgotNotes = page.getByTestId('forgot-note').and(page.locator(':visible'));
    this.forgettingLine = page.getByTestId('forgetting-line').and(page.locator(':visible'));
    this.play = page.getByRole('button', { name: /^(Play|Pause)$/ });
    this.step = page.getByRole('button', { name: 'Step', exact: true });
    this.position = page.getByRole('slider', { name: 'Position' });
  }

  static async open(browser: Browser, path: string): Promise<ReplayPage> {
    const context = await browser.newContext({ offline: true, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const replay = new ReplayPage(page);
    const { complaints } = replay;
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(path).href) complaints.push(`asked for ${request.url()}`);
    });
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => console.error(violatedDirective));
    });
    await page.goto(pathToFileURL(path).href);
    return replay;
  }

  async readGauge() {
    const read = async (name: string) => Number(await this.gauge.getAttribute(`data-${name}`));
    return { used: await read('used'), window: await read('window'), limit: await read('limit') };
  }

  /** Of all answers that can be seen. */
  readReceipts() {
    return this.receipts.evaluateAll((receipts) =>
      receipts.map((receipt) =>
        ['reused', 'prefilled', 'decoded'].map((name) => Number(receipt.getAttribute(`data-${name}`))),
      ),
    );
  }

  /** Steps to the last one, and tells what was said at each. */
  async stepThrough(): Promise<string[]> {
    const said = [await this.caption.innerText()];
    while (await this.step.isEnabled()) {
      await this.step.click();
      said.push(await this.caption.innerText());
    }
    return said;
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
