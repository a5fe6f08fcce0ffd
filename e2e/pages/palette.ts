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
  /** The entries that bring more. */
  readonly rest: Locator;
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
    this.rest = this.entries.and(page.locator('[data-pick^="rest-"]'));
    this.said = this.dialog.getByRole('status');
  }

  async openByKey(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+K');
    await this.box.waitFor();
  }

  /** Opens it, and tells the role of what has the focus once the page could take another key, before it has drawn anything. */
  async openAndTellFocus(): Promise<string | null> {
    return this.button.evaluate(async (button: HTMLButtonElement) => {
      const { requestAnimationFrame: drawn } = window;
      // No frame comes before the next key.
      window.requestAnimationFrame = (then) => drawn(() => setTimeout(() => then(performance.now()), 200));
      button.click();
      await new Promise((resolve) => setTimeout(resolve));
      window.requestAnimationFrame = drawn;
      return document.activeElement?.getAttribute('role') ?? null;
    });
  }

  /** Puts words into the box, or presses Enter, one behind the other before any answer of the core can have come. */
  async typeAtOnce(acts: readonly string[]): Promise<void> {
    await this.box.evaluate(async (box: HTMLInputElement, inOrder) => {
      const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
      for (const act of inOrder) {
        if (act === 'Enter') box.dispatchEvent(new KeyboardEvent('keydown', { key: act, bubbles: true }));
        else {
          setValue?.call(box, act);
          box.dispatchEvent(new Event('input', { bubbles: true }));
        }
        // What React renders for it comes within the same task; what the line brings does not.
        await Promise.resolve();
        await Promise.resolve();
      }
    }, acts);
  }
}

/** The words of the page that carry a mark of this name. */
export function markedWords(page: Page, name: string): Promise<string[]> {
  return page.evaluate((mark) => {
    const ranges = [...(CSS.highlights.get(mark) ?? [])];
    return ranges.map((range) => range.startContainer.textContent?.slice(range.startOffset, range.endOffset) ?? '');
  }, name);
}
