import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { ElectronRun } from '../shells/electron-shell.ts';
import type { ShellRun } from '../shells/running-app.ts';

/** What is asked and told of a file that was opened, and the ways to open one. */
export class ImportPage {
  readonly page: Page;
  readonly dialog: Locator;
  readonly body: Locator;
  private readonly run: ShellRun;

  constructor(run: ShellRun) {
    this.run = run;
    this.page = run.page;
    this.dialog = this.page.getByRole('dialog');
    this.body = this.page.getByTestId('import');
  }

  step(type: string): Locator {
    return this.page.locator(`[data-testid="import"][data-step="${type}"]`);
  }

  button(name: string): Locator {
    return this.page.locator('[role="dialog"], .import-strip').getByRole('button', { name, exact: true });
  }

  /** Chooses a file as the shell lets a person do it. */
  async choose(path: string): Promise<void> {
    const ask = async () => {
      await this.page.getByRole('button', { name: 'Help' }).click();
      await this.page.getByRole('menuitem', { name: 'Import…' }).click();
    };
    if ('electron' in this.run) {
      const { electron } = this.run as ElectronRun;
      await electron.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
      }, path);
      await ask();
      return;
    }
    const chooser = this.page.waitForEvent('filechooser');
    await ask();
    await (await chooser).setFiles(path);
  }

  /** Drags files over the window and drops them. Where they lie only a shell that can tell it is told. */
  async drop(...paths: readonly string[]): Promise<void> {
    const files = paths.map((path) => ({ path, name: basename(path), base64: readFileSync(path, 'base64') }));
    const data = await this.page.evaluateHandle((dropped) => {
      const transfer = new DataTransfer();
      const taken = dropped.map(({ name, base64, path }) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const file = new File([bytes], name);
        if (window.palimpsestShell) Object.defineProperty(file, 'path', { value: path });
        transfer.items.add(file);
        return file;
      });
      // What is dragged by hand keeps what is known of the file; a copy that a page makes does not.
      Object.defineProperty(transfer, 'files', { value: taken });
      return transfer;
    }, files);
    const transcript = this.page.getByTestId('app');
    await transcript.dispatchEvent('dragover', { dataTransfer: data });
    await this.page.getByTestId('drop-place').waitFor();
    await transcript.dispatchEvent('drop', { dataTransfer: data });
  }

  /** Drops words beside every box. */
  async dropWords(words: string): Promise<void> {
    const data = await this.page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.setData('text/plain', text);
      return transfer;
    }, words);
    const app = this.page.getByTestId('app');
    await app.dispatchEvent('dragover', { dataTransfer: data });
    await app.dispatchEvent('drop', { dataTransfer: data });
  }
}
