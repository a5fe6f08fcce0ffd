import type { Locator } from '@playwright/test';
import type { MainWindow } from './main-window.ts';

/** Where everything is kept, in the settings, and its end. */
export class DataSettings {
  private readonly window: MainWindow;
  readonly folder: Locator;
  readonly size: Locator;
  readonly openFolder: Locator;
  readonly copyPath: Locator;
  readonly folderStatus: Locator;
  readonly question: Locator;
  readonly confirmation: Locator;
  readonly deleteEverything: Locator;

  constructor(window: MainWindow) {
    this.window = window;
    this.folder = window.page.getByTestId('data-folder');
    this.size = window.page.getByTestId('data-size');
    this.openFolder = window.page.getByRole('button', { name: 'Open folder' });
    this.copyPath = window.page.getByRole('button', { name: 'Copy its path' });
    this.folderStatus = window.page.getByTestId('data-folder-status');
    this.question = window.page.getByRole('dialog', { name: 'Delete everything?' });
    this.confirmation = this.question.getByRole('textbox');
    this.deleteEverything = this.question.getByRole('button', { name: 'Delete everything' });
  }

  async open(): Promise<void> {
    await this.window.replySettings.click();
    await this.size.scrollIntoViewIfNeeded();
  }

  async askToDeleteEverything(): Promise<void> {
    await this.window.page.getByRole('button', { name: 'Delete everything…' }).click();
    await this.question.waitFor();
  }
}
