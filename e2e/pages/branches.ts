import { expect, type Locator, type Page } from '@playwright/test';
import type { MainWindow } from './main-window.ts';

/** The versions of messages, the editor in their place, and the prices of acts. */
export class BranchesOnPage {
  readonly page: Page;
  /** Where branches part. */
  readonly partings: Locator;
  readonly next: Locator;
  readonly previous: Locator;
  readonly editor: Locator;
  readonly box: Locator;
  /** What an act would cost, wherever it is told. */
  readonly price: Locator;

  constructor(page: Page) {
    this.page = page;
    this.partings = page.getByTestId('branches');
    this.next = page.getByTestId('branch-next');
    this.previous = page.getByTestId('branch-previous');
    this.editor = page.getByTestId('edit-message');
    this.box = this.editor.getByRole('textbox');
    this.price = page.getByTestId('price');
  }

  /** The button of an act in the row of the turn with these words. */
  act(text: string, name: string): Locator {
    return this.page.locator('li[data-turn]').filter({ hasText: text }).locator(`[data-act="${name}"]`);
  }

  /** Opens the editor in the place of a message of the turn with these words, and writes others. */
  async edit(text: string, other: string, act: 'edit' | 'edit-answer' = 'edit'): Promise<void> {
    await this.act(text, act).click();
    await this.box.fill(other);
  }

  /** Which version of how many is shown at a parting. */
  async placeAt(parting: Locator) {
    return [Number(await parting.getAttribute('data-index')), Number(await parting.getAttribute('data-count'))];
  }

  async readPrice() {
    const read = async (name: string) => Number(await this.price.getAttribute(`data-${name}`));
    return { keptTokens: await read('kept'), readTokens: await read('reread') };
  }
}

/**
 * Does what asks for another answer in the place of the newest one, and waits for that: the one before has ended already, and is shown
 * until the other one has begun. Gives its text.
 */
export async function answerAfter(window: MainWindow, act: () => Promise<unknown>): Promise<string> {
  const newest = window.answers.last();
  const before = (await newest.getAttribute('data-message-id')) ?? '';
  await act();
  await expect(newest).not.toHaveAttribute('data-message-id', before);
  return window.waitForAnswer();
}
