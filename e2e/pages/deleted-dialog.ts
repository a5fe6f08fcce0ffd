import type { Locator } from '@playwright/test';
import type { MainWindow } from './main-window.ts';

/** What was deleted: a dialog in which each chat comes back or goes for good. */
export class DeletedDialog {
  private readonly window: MainWindow;
  readonly dialog: Locator;

  constructor(window: MainWindow) {
    this.window = window;
    this.dialog = window.page.getByRole('dialog', { name: 'Recently deleted' });
  }

  async open(): Promise<void> {
    await this.window.page.getByTestId('recently-deleted').click();
    await this.dialog.waitFor();
  }

  async deleteForGood(chatId: string): Promise<void> {
    const row = this.dialog.locator(`[data-testid="deleted-chat"][data-chat-id="${chatId}"]`);
    await row.getByRole('button', { name: /for good$/ }).click();
    await row.getByRole('button', { name: 'Yes, delete for good' }).click();
    await row.waitFor({ state: 'detached' });
    await this.dialog.getByRole('button', { name: 'Done' }).click();
  }
}
