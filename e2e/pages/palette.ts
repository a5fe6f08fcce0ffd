import type { Locator, Page } from '@playwright/test';

/** The one box that finds chats and messages. */
export class Palette {
  readonly button: Locator;
  readonly dialog: Locator;
  readonly box: Locator;
  readonly groups: Locator;
  readonly entries: Locator;
  /** Of the entries those that are messages. */
  readonly messages: Locator;
  /** What a screen reader is told. */
  readonly said: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.button = page.getByTestId('search');
    this.dialog = page.getByTestId('palette');
    this.box = this.dialog.getByRole('combobox');
    this.groups = this.dialog.getByRole('group');
    this.entries = this.dialog.getByRole('option');
    this.messages = this.entries.and(page.locator('[data-pick^="message-"]'));
    this.said = this.dialog.getByRole('status');
  }

  async openByKey(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+K');
    await this.box.waitFor();
  }
}

/** The words of the page that carry a mark of this name. */
export function markedWords(page: Page, name: string): Promise<string[]> {
  return page.evaluate((mark) => {
    const ranges = [...(CSS.highlights.get(mark) ?? [])];
    return ranges.map((range) => range.startContainer.textContent?.slice(range.startOffset, range.endOffset) ?? '');
  }, name);
}
