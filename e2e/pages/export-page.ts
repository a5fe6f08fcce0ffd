import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Locator, Page } from '@playwright/test';
import type { ElectronRun } from '../shells/electron-shell.ts';
import type { ShellRun } from '../shells/running-app.ts';

/** The export dialog, the ways to it, and what comes of it in either shell. */
export class ExportPage {
  readonly page: Page;
  readonly dialog: Locator;
  readonly body: Locator;
  readonly counts: Locator;
  readonly preview: Locator;
  readonly failure: Locator;
  private readonly run: ShellRun;

  constructor(run: ShellRun) {
    this.run = run;
    this.page = run.page;
    this.dialog = this.page.getByRole('dialog', { name: 'Export' });
    this.body = this.page.getByTestId('export');
    this.counts = this.page.getByTestId('export-counts');
    this.preview = this.page.getByTestId('export-preview');
    this.failure = this.dialog.getByRole('alert');
  }

  /** By the application's menu where there is one, else by its key. */
  async open(): Promise<void> {
    if (isElectron(this.run)) {
      await this.run.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('export')?.click());
    } else await this.page.keyboard.press('ControlOrMeta+Shift+E');
    await this.preview.waitFor();
  }

  button(name: string): Locator {
    return this.dialog.getByRole('button', { name, exact: true });
  }

  async choose(name: string): Promise<void> {
    await this.dialog.getByRole('radio', { name, exact: true }).check();
  }

  async tick(name: string | RegExp): Promise<void> {
    await this.dialog.getByRole('checkbox', { name }).check();
  }

  /** The document of the preview, in which nothing runs. */
  async previewFrame(): Promise<Frame> {
    const handle = await this.preview.elementHandle();
    const frame = await handle?.contentFrame();
    if (!frame) throw new Error('The preview is no page.');
    return frame;
  }

  /** Saves or downloads into this folder, as the shell does it. Gives the path of the file, or of the folder or archive. */
  async write(folder: string): Promise<string> {
    if (!isElectron(this.run)) {
      const downloading = this.page.waitForEvent('download');
      await this.button('Download').click();
      const download = await downloading;
      const path = join(folder, download.suggestedFilename());
      await download.saveAs(path);
      return path;
    }
    await this.letChoose(folder);
    await this.button('Save…').click();
    await this.dialog.getByText('Written:').waitFor();
    return (await this.dialog.locator('.export-path').textContent()) ?? '';
  }

  /** What a person does in the system's dialogs: takes the name that is offered, in this folder. */
  async letChoose(folder: string): Promise<void> {
    await (this.run as ElectronRun).electron.evaluate(({ dialog }, place) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [place] });
      dialog.showSaveDialog = (async (_window: unknown, { defaultPath = '' }: { defaultPath?: string }) => ({
        canceled: false,
        filePath: `${place}/${defaultPath.split(/[\\/]/).at(-1)}`,
      })) as typeof dialog.showSaveDialog;
    }, folder);
  }

  /** A written page's elements and words, as a browser reads it. */
  read(path: string): Promise<{ readonly said: string[]; readonly tags: string[]; readonly policy: string | null }> {
    return this.page.evaluate(
      (html) => {
        const document = new DOMParser().parseFromString(html, 'text/html');
        return {
          said: [...document.querySelectorAll('.said')].map((element) => element.textContent ?? ''),
          tags: [...new Set([...document.querySelectorAll('*')].map((element) => element.localName))],
          policy: document.querySelector('meta[http-equiv]')?.getAttribute('content') ?? null,
        };
      },
      readFileSync(path, 'utf8'),
    );
  }
}

export function isElectron(run: ShellRun): run is ElectronRun {
  return 'electron' in run;
}
