import type { Locator, Page } from '@playwright/test';

/** The model of the open chat: its door in the header, the line by the composer, and the question before another one is used. */
export class ChatModelOnPage {
  readonly page: Page;
  /** The door in the chat's header; not there while there is but one model. */
  readonly door: Locator;
  readonly dialog: Locator;
  readonly price: Locator;
  /** The chat goes on with another model than the one that is loaded. */
  readonly other: Locator;
  readonly coming: Locator;
  /** In a receipt, where another model wrote than before. */
  readonly receiptNames: Locator;

  constructor(page: Page) {
    this.page = page;
    this.door = page.getByRole('button', { name: /^Model: / });
    this.dialog = page.getByRole('dialog', { name: /^Use / });
    this.price = page.getByTestId('model-price');
    this.other = page.getByTestId('other-model');
    this.coming = page.getByTestId('model-coming');
    this.receiptNames = page.getByTestId('receipt-by');
  }

  /** Chooses a model in the menu by keys alone, and stops at its price. */
  async askFor(name: string): Promise<void> {
    await this.door.focus();
    await this.page.keyboard.press('Enter');
    const item = this.page.getByRole('menuitem', { name, exact: true });
    await item.focus();
    await this.page.keyboard.press('Enter');
    await this.dialog.waitFor();
  }

  /** Says yes to the price, and waits until it is loaded. */
  async use(name: string): Promise<void> {
    await this.askFor(name);
    await this.dialog.getByRole('button', { name: `Use ${name}` }).click();
    await this.page.getByRole('button', { name: `Model: ${name}` }).waitFor();
    await this.coming.waitFor({ state: 'detached', timeout: 60_000 });
  }

  async readPrice() {
    const read = async (name: string) => Number(await this.price.getAttribute(`data-${name}`));
    return { promptTokens: await read('prompt'), readTokens: await read('read'), windowTokens: await read('window') };
  }
}
