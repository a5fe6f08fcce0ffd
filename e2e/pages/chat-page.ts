import type { Locator, Page } from '@playwright/test';

/** The chat as a person sees it: where things are, and what can be done with them. */
export class ChatPage {
  readonly app: Locator;
  readonly composer: Locator;
  readonly send: Locator;
  readonly stop: Locator;
  readonly newChat: Locator;
  readonly chats: Locator;
  readonly messages: Locator;
  readonly answers: Locator;
  readonly questions: Locator;
  readonly receipts: Locator;
  readonly gauge: Locator;
  readonly forgottenNext: Locator;
  readonly forgottenTurns: Locator;
  readonly forgetAndSend: Locator;
  readonly forgettingLine: Locator;

  constructor(page: Page) {
    this.app = page.getByTestId('app');
    this.composer = page.getByTestId('composer');
    this.send = page.getByTestId('send');
    this.stop = page.getByTestId('stop');
    this.newChat = page.getByTestId('new-chat');
    this.chats = page.getByTestId('chat-item');
    this.messages = page.getByTestId('message');
    this.answers = this.messages.and(page.locator('[data-role="assistant"]'));
    this.questions = this.messages.and(page.locator('[data-role="user"]'));
    this.receipts = page.getByTestId('receipt');
    this.gauge = page.getByTestId('gauge');
    this.forgottenNext = page.getByTestId('forgotten-next');
    this.forgottenTurns = page.getByTestId('forgotten-turn');
    this.forgetAndSend = page.getByTestId('forget-and-send');
    this.forgettingLine = page.getByTestId('forgetting-line');
  }

  /** The words of a message, without its receipt and its buttons. */
  textOf(message: Locator): Locator {
    return message.getByTestId('message-text');
  }

  /** The last answer, once it is in this state. */
  lastAnswer(state: 'streaming' | 'done' | 'stopped' | 'failed'): Locator {
    return this.answers.last().and(this.app.page().locator(`[data-state="${state}"]`));
  }

  /** Types the text and presses Send, without waiting for what comes. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.send.click();
  }

  /** Says something and waits until the answer to it is complete; gives the answer's words. */
  async ask(text: string): Promise<string> {
    const answerCount = await this.answers.count();
    await this.say(text);
    await this.answers.nth(answerCount).waitFor();
    await this.lastAnswer('done').waitFor();
    return this.textOf(this.answers.last()).innerText();
  }
}
