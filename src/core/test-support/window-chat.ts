import type { SettingsChange } from '../../shared/settings.ts';
import type { SendingView } from '../../shared/usage-view.ts';
import type { MessageView, TurnView } from '../../shared/views.ts';
import type { ChangeOfTurn, TurnChange } from '../../shared/window-view.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './open-test-application.ts';
import { turnsAfter, until } from './open-test-core.ts';

/** What is asked to fill a window. */
export const smallTalk = 'What is the capital of France?';

/** The same change of several turns. */
export function all(turnIds: readonly number[], change: TurnChange): ChangeOfTurn[] {
  return turnIds.map((turnId) => ({ turnId, change }));
}

/** A chat whose window is filled and changed, as its page does it. The answers are greedy. */
export class WindowChat {
  readonly test: TestApplication;
  chat: HeardChat;

  private constructor(test: TestApplication, chat: HeardChat) {
    this.test = test;
    this.chat = chat;
  }

  static async open(settings: SettingsChange<'chat'> = {}): Promise<WindowChat> {
    const test = openTestApplication();
    const opened = new WindowChat(test, await test.newChat());
    await opened.configure({ isGreedy: true, ...settings });
    return opened;
  }

  get id(): number {
    return this.chat.id;
  }

  configure(settings: SettingsChange<'chat'>) {
    return this.test.page.call('chat.configure', { chatId: this.id, settings });
  }

  measure(text: string) {
    return this.test.page.call('draft.measure', { chatId: this.id, text });
  }

  change(changes: readonly ChangeOfTurn[]) {
    return this.test.page.call('window.change', { chatId: this.id, changes: [...changes] });
  }

  price(changes: readonly ChangeOfTurn[]) {
    return this.test.page.call('window.price', { chatId: this.id, changes: [...changes] });
  }

  forgotten(among: readonly number[] | null = null) {
    return this.test.page.call('window.forgotten', { chatId: this.id, among: among && [...among] });
  }

  retry(turnId: number, bringBack: readonly number[] = []) {
    const request = { turnId, acceptForgetting: [], bringBack: [...bringBack] };
    return this.test.page.call('turn.retry', { chatId: this.id, ...request });
  }

  turns(): TurnView[] {
    return turnsAfter(this.chat.events);
  }

  turn(turnId: number): TurnView | undefined {
    return this.turns().find(({ id }) => id === turnId);
  }

  seenIds(): number[] {
    return this.turns().flatMap(({ id, isSeen }) => (isSeen ? [id] : []));
  }

  /** Small talk until one more question would not fit; gives what sending it would do. */
  async fill(): Promise<Exclude<SendingView, { type: 'fits' }>> {
    for (let turn = 0; turn < 40; turn++) {
      const { sending } = await this.measure(smallTalk);
      if (sending.type !== 'fits') return sending;
      await this.chat.say(smallTalk);
    }
    throw new Error('The window was never full.');
  }

  /** The chat as it stands in the store alone; gives its messages. */
  async openAnew(): Promise<readonly MessageView[]> {
    this.chat.leave();
    await until(() => this.test.app.chats.all().length === 0);
    this.chat = await this.test.watch(this.id);
    const [snapshot] = this.chat.events;
    return snapshot?.type === 'snapshot' ? snapshot.chat.messages : [];
  }
}
