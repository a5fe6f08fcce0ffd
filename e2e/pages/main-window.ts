import type { Locator, Page } from '@playwright/test';
import { ChatPage } from './chat-page.ts';

/** The whole main window: the chat, and everything around it. What must be true is said by the specs. */
export class MainWindow extends ChatPage {
  readonly page: Page;
  readonly keepWriting: Locator;
  readonly replySettings: Locator;
  readonly undo: Locator;
  /** The open chat in the list, with its title and how warm it is. */
  readonly activeChat: Locator;
  /** What the model sees, and what it does not see any more: `messages.and(seen)`. */
  readonly seen: Locator;
  readonly notSeen: Locator;
  /** What stays in the transcript of each forgetting, and of each earlier beginning of the window. */
  readonly forgotNotes: Locator;
  readonly strata: Locator;
  /** The panel that brings turns back. */
  readonly bringBackTurns: Locator;
  readonly bringBackPrice: Locator;
  readonly bringBackConfirm: Locator;
  /** The window's places, with how many are used, held and to be read. */
  readonly tokenMap: Locator;
  /** Words that were too many to enter the composer, and the ways to keep a part of them. */
  readonly tooLong: Locator;

  constructor(page: Page) {
    super(page);
    this.page = page;
    this.keepWriting = page.getByRole('button', { name: 'Keep writing' });
    this.replySettings = page.getByRole('button', { name: 'Reply settings' });
    this.undo = page.getByRole('button', { name: 'Undo', exact: true });
    this.activeChat = this.chats.and(page.locator('[data-active="true"]'));
    this.seen = page.locator('[data-seen="true"]');
    this.notSeen = page.locator('[data-seen="false"]');
    this.forgotNotes = page.getByTestId('forgot-note');
    this.strata = page.getByTestId('stratum');
    this.bringBackTurns = page.getByTestId('bring-back-turn');
    this.bringBackPrice = page.getByTestId('bring-back-price');
    this.bringBackConfirm = page.getByTestId('bring-back-confirm');
    this.tokenMap = page.getByTestId('token-map');
    this.tooLong = page.getByTestId('too-long');
  }

  /** Until the core has answered and the engine can compute. */
  async waitUntilReady(): Promise<void> {
    await this.waitForEngine('ready');
  }

  async waitForEngine(state: 'starting' | 'ready' | 'restarting' | 'failed', timeoutMs = 60_000): Promise<void> {
    await this.page
      .locator(`[data-testid="app"][data-engine="${state}"]`)
      .waitFor({ state: 'attached', timeout: timeoutMs });
  }

  /** Puts words into the composer, as a paste would. */
  async write(text: string): Promise<void> {
    await this.composer.fill(text);
  }

  /** Puts words into the composer in place of what is there, and gives the gauge's numbers once they count them. */
  async writeAndCount(text: string) {
    await this.write('');
    await this.gaugeWith('[data-draft="0"]').waitFor();
    await this.write(text);
    await this.gaugeWith('[data-draft]:not([data-draft="0"])').waitFor();
    return await this.readGauge();
  }

  private gaugeWith(condition: string): Locator {
    return this.gauge.and(this.page.locator(condition));
  }

  /** Sends `text` and waits for the whole answer; gives its text. A question before forgetting is answered with yes. */
  override async ask(text: string, timeoutMs = 60_000): Promise<string> {
    await this.write(text);
    return await this.sendDraft(timeoutMs);
  }

  /** Inserts words where the caret is and presses Enter before anything of it can have been seen. */
  async pasteAndPressEnter(text: string): Promise<void> {
    await this.composer.evaluate((box, pasted) => {
      box.focus();
      document.execCommand('insertText', false, pasted);
      box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    }, text);
  }

  /** The sentence that says that the words cannot be sent as they stand, and by how many tokens they are too many. */
  async readCannotFit() {
    const sentence = this.page.getByText(/ tokens? too (long|many)/).first();
    const [, overBy] = /([\d,]+) tokens?/.exec(await sentence.innerText()) ?? [];
    return { sentence, overBy: Number(overBy) };
  }

  /** Shows the inspector's tab about the cache. */
  async showCache(): Promise<void> {
    const tab = this.page.getByRole('tab', { name: 'Cache' });
    if (!(await tab.isVisible())) await this.page.getByRole('button', { name: 'Show the inspector' }).click();
    await tab.click();
  }

  /** The question and the answer of a turn. */
  messagesOf(turnId: string): Locator {
    return this.messages.and(this.page.locator(`[data-turn-id="${turnId}"]`));
  }

  /** Sends what the composer holds and waits for the whole answer, as `ask` does. */
  async sendDraft(timeoutMs = 60_000): Promise<string> {
    const countBefore = await this.answers.count();
    await this.send.click();
    const answer = this.answers.nth(countBefore);
    await answer.or(this.forgetAndSend).first().waitFor({ timeout: timeoutMs });
    if (await this.forgetAndSend.isVisible()) await this.forgetAndSend.click();
    return await this.waitForAnswer(timeoutMs);
  }

  /** Until nothing is being written in the open chat; gives the newest answer's text. */
  async waitForAnswer(timeoutMs = 60_000): Promise<string> {
    await this.page
      .locator('[data-testid="message"][data-role="assistant"]:not([data-state="streaming"])')
      .last()
      .waitFor({ timeout: timeoutMs });
    await this.send.waitFor({ timeout: timeoutMs });
    return (await this.textOf(this.answers.last()).textContent()) ?? '';
  }

  /** Until the answer under way shows at least one character. */
  async waitForFirstWords(timeoutMs = 60_000): Promise<void> {
    await this.textOf(this.lastAnswer('streaming')).filter({ hasText: /\S/ }).waitFor({ timeout: timeoutMs });
  }

  /** The turn that a message with these words belongs to. */
  turnWith(text: string): Locator {
    return this.page.locator('li[data-turn]').filter({ hasText: text });
  }

  async pin(text: string): Promise<void> {
    await this.turnAction(text, 'Pin');
  }

  async unpin(text: string): Promise<void> {
    await this.turnAction(text, 'Unpin');
  }

  async leaveOut(text: string): Promise<void> {
    await this.turnAction(text, 'Hide from the model');
  }

  async putBack(text: string): Promise<void> {
    await this.turnAction(text, 'Show to the model');
  }

  private async turnAction(text: string, name: string): Promise<void> {
    const turn = this.turnWith(text).first();
    await turn.scrollIntoViewIfNeeded();
    await turn.hover();
    await turn.getByRole('button', { name, exact: true }).click();
  }

  chat(title: string): Locator {
    return this.chats.filter({ hasText: title });
  }

  async openChat(title: string): Promise<void> {
    await this.chat(title).first().click();
    await this.chat(title).and(this.page.locator('[data-active="true"]')).first().waitFor();
  }

  chatById(chatId: string): Locator {
    return this.chats.and(this.page.locator(`[data-chat-id="${chatId}"]`));
  }

  async openChatById(chatId: string): Promise<void> {
    await this.chatById(chatId).click();
    await this.activeChat.and(this.chatById(chatId)).waitFor();
  }

  async openChatId(): Promise<string> {
    return (await this.activeChat.getAttribute('data-chat-id')) ?? '';
  }

  /** The cache that was made ahead for the open chat's next send, once the inspector shows the caches of all chats. */
  async preparedCache(): Promise<Locator> {
    const ofChat = this.page.locator(`[data-chat-id="${await this.openChatId()}"]`);
    return this.page.locator('[data-testid="cache-row"][data-prepared="true"]').and(ofChat);
  }

  async startNewChat(): Promise<void> {
    await this.newChat.click();
    await this.page.locator('[data-testid="composer"]:focus').waitFor();
  }

  async renameChat(title: string, newTitle: string): Promise<void> {
    await this.chooseChatAction(title, 'Rename');
    const input = this.page.getByRole('textbox', { name: 'New title' });
    await input.fill(newTitle);
    await input.press('Enter');
  }

  async deleteChat(title: string): Promise<void> {
    await this.chooseChatAction(title, 'Delete');
  }

  private async chooseChatAction(title: string, name: string): Promise<void> {
    const item = this.chat(title).first();
    await item.hover();
    await item.getByRole('button', { name: /^Actions for/ }).click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  /** The names of turns, as they stand in a list of them. */
  async namesOf(turns: Locator): Promise<string[]> {
    const texts = await turns.allInnerTexts();
    return texts.map((text) => /“(.*)”/s.exec(text)?.[1] ?? text);
  }

  /** Chooses exactly these turns of those that can be brought back. */
  async choose(names: readonly string[]): Promise<void> {
    await this.bringBackTurns.first().waitFor();
    for (const chip of await this.bringBackTurns.all()) {
      const [name = ''] = await this.namesOf(chip);
      const wanted = String(names.includes(name));
      const button = chip.getByRole('button');
      if ((await button.getAttribute('aria-pressed')) !== wanted) await button.click();
    }
  }

  /** All that the gauge said meanwhile beside an empty composer, and how tall its pieces are for a pointer, in px. */
  async watchGaugeWhile(act: () => Promise<unknown>) {
    const said = await this.gauge.evaluateHandle((gauge) => {
      const texts: string[] = [];
      const box = document.querySelector<HTMLTextAreaElement>('[data-testid="composer"]');
      new MutationObserver(() => box?.value === '' && texts.push(gauge.textContent ?? '')).observe(gauge, {
        childList: true,
        characterData: true,
        subtree: true,
      });
      return texts;
    });
    await act();
    const heights = await this.gauge
      .locator('.gauge-bar button')
      .evaluateAll((pieces) => pieces.map((piece) => piece.getBoundingClientRect().height));
    return { said: await said.jsonValue(), heights };
  }

  /** Changes reply settings by the names of their fields: numbers and texts are typed, boxes checked, choices chosen. */
  async configure(changes: Readonly<Record<string, string | boolean>>): Promise<void> {
    await this.replySettings.click();
    const dialog = this.page.getByRole('dialog', { name: 'Reply settings' });
    for (const [name, value] of Object.entries(changes)) {
      const field = dialog.getByLabel(name);
      if (typeof value === 'boolean') await field.setChecked(value);
      else await field.fill(value);
    }
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** From here on the open chat answers the same again: the bundled model samples by itself. */
  async beGreedy(): Promise<void> {
    await this.configure({ Greedy: true });
  }

  /** The gauge's numbers, in tokens, once it has counted: a chat that is opened has none for a moment. */
  async readGauge() {
    await this.gaugeWith('[data-window]').waitFor();
    const read = async (name: string) => Number(await this.gauge.getAttribute(`data-${name}`));
    return {
      used: await read('used'),
      draft: await read('draft'),
      reserve: await read('reserve'),
      window: await read('window'),
      limit: await read('limit'),
      level: await this.gauge.getAttribute('data-level'),
    };
  }

  /** The newest receipt's numbers; null where one was not measured. */
  async readReceipt() {
    const receipt = this.receipts.last();
    const read = async (name: string) => Number(await receipt.getAttribute(`data-${name}`));
    const readMeasured = async (name: string) =>
      (await receipt.getAttribute(`data-${name}`)) === null ? null : await read(name);
    return {
      reusedTokens: await read('reused'),
      prefilledTokens: await read('prefilled'),
      decodedTokens: await read('decoded'),
      firstTokenMs: await readMeasured('first-token-ms'),
      tokensPerSecond: await readMeasured('tokens-per-second'),
    };
  }

  /** The map's numbers, in tokens. */
  async readMap() {
    const read = async (name: string) => Number(await this.tokenMap.getAttribute(`data-${name}`));
    return { used: await read('used'), held: await read('held'), toRead: await read('to-read') };
  }
}
