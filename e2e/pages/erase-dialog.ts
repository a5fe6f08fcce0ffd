import type { Locator } from '@playwright/test';
import type { MainWindow } from './main-window.ts';

/** What would go with a turn, before it is erased. */
export class EraseDialog {
  private readonly window: MainWindow;
  readonly dialog: Locator;
  readonly keep: Locator;
  readonly erase: Locator;

  constructor(window: MainWindow) {
    this.window = window;
    this.dialog = window.page.getByRole('dialog', { name: 'Erase for good?' });
    this.keep = this.dialog.getByRole('button', { name: 'Keep' });
    this.erase = this.dialog.getByRole('button', { name: 'Erase for good' });
  }

  /** Asks about the turn with these words. */
  async ask(words: string): Promise<void> {
    const turn = this.window.turnWith(words).first();
    await turn.scrollIntoViewIfNeeded();
    await turn.hover();
    await turn.getByRole('button', { name: 'More', exact: true }).click();
    await this.window.page.getByRole('menuitem', { name: 'Erase…' }).click();
  }
}
