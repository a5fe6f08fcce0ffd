import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActPrice, BranchAct } from '../shared/branch-view.ts';
import type { MessageView } from '../shared/views.ts';
import type { WindowAct } from './store/acts.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';

let test: TestApplication;

beforeEach(() => {
  test = openTestApplication();
});
afterEach(() => test.close());

/** What somebody does next in a chat, each time at a message that is drawn from those there are. */
const anyAct = fc.record({
  type: fc.constantFrom(
    ...(['say', 'say', 'edit', 'retry', 'editAnswer', 'show', 'pin', 'leaveOut', 'start', 'branchChat'] as const),
  ),
  at: fc.nat(),
  words: fc.integer({ min: 1, max: 24 }),
});
type Act = typeof anyAct extends fc.Arbitrary<infer Value> ? Value : never;

class Session {
  private readonly chat: HeardChat;
  private said = 0;

  constructor(chat: HeardChat) {
    this.chat = chat;
  }

  async play(act: Act): Promise<void> {
    const messages = test.app.store.messages.path(this.chat.id);
    const turnIds = messages.filter(({ role }) => role === 'user').map(({ id }) => id);
    const turnId = turnIds[act.at % Math.max(1, turnIds.length)];
    if (turnId === undefined || act.type === 'say') return this.say(act.words);
    if (act.type === 'show') return this.show(act);
    if (act.type === 'pin' || act.type === 'leaveOut') return this.change(turnId, act.type);
    if (act.type === 'retry') return this.answered({ type: 'retry', turnId });
    if (act.type === 'edit') return this.answered({ type: 'edit', turnId, text: this.words(act.words) });
    if (act.type === 'editAnswer') return this.editAnswer(turnId, this.words(act.words));
    if (act.type === 'start') return this.startAt(act.words > 12 ? turnId : null);
    await this.branch(turnId, act.words > 12 ? 2 : null);
  }

  private words(count: number): string {
    return Array.from({ length: count }, (_, index) => `word${(7 * index + ++this.said) % 90}`).join(' ');
  }

  private price(act: BranchAct): Promise<ActPrice> {
    return test.page.call('branch.price', { chatId: this.chat.id, act });
  }

  private async say(count: number): Promise<void> {
    const text = this.words(count);
    const outcome = await this.chat.send(text);
    if (outcome.type === 'needsChoice' && outcome.usage.sending.type === 'forgets') {
      const turnIds = outcome.usage.sending.turns.map(({ turnId }) => turnId);
      await this.chat.send(text, turnIds);
    } else if (outcome.type === 'cannotFit') return;
    await this.chat.untilEnded();
    this.standsWhereItWasAsked();
  }

  /** A window that was planned for an answer is the one that stands once it is there: it is not planned anew by anything. */
  private standsWhereItWasAsked(): void {
    const state = test.app.chats.known(this.chat.id);
    const answer = state?.branch.messages.at(-1);
    expect(state?.branch.windowStart).toBe(answer?.windowStartId ?? 0);
    const seenIds = state?.seen().map(({ id }) => id) ?? [];
    expect(answer?.forgotten.filter(({ turnId }) => seenIds.includes(turnId))).toEqual([]);
  }

  /** As a file can bring it: no page decides it. */
  private startAt(turnId: number | null): void {
    const state = test.app.chats.known(this.chat.id);
    const leafId = state?.branch.leafId;
    if (!state || leafId == null) return;
    const act: WindowAct = { kind: 'start', turnId, leafId, atMs: Date.now() };
    test.app.store.acts.set(act);
    state.act(act);
  }

  /** A chat of its own begins with the very window that was priced. */
  private async branch(turnId: number, turnCount: number | null): Promise<void> {
    const price = await this.price({ type: 'branchChat', turnId, turnCount });
    const { chatId } = await test.page.call('chat.branch', { chatId: this.chat.id, turnId, turnCount });
    const promptTokens = await test.app.chats.with(chatId, (copy) => {
      const { kept } = copy.plan(0);
      return copy.promptIds(kept, null).length;
    });
    expect(promptTokens).toBe(price.keptTokens + price.readTokens);
  }

  /** The receipt says to the token what the price said. */
  private async answered(act: Extract<BranchAct, { type: 'edit' | 'retry' }>): Promise<void> {
    const price = await this.price(act);
    const acceptForgetting = price.forgets.map(({ turnId }) => turnId);
    const request = { chatId: this.chat.id, turnId: act.turnId, acceptForgetting };
    const outcome = await (act.type === 'retry'
      ? test.page.call('turn.retry', request)
      : test.page.call('turn.edit', { ...request, text: act.text, sendKey: randomUUID() }));
    expect(outcome.type).toBe(price.isPossible ? 'begun' : 'cannotFit');
    if (outcome.type !== 'begun') return;
    const { receipt, forgot } = await this.chat.untilEnded();
    expect([receipt?.reusedTokens, receipt?.prefilledTokens]).toEqual([price.keptTokens, price.readTokens]);
    expect(forgot?.turns.map(({ turnId }) => turnId) ?? []).toEqual(acceptForgetting);
    this.standsWhereItWasAsked();
  }

  private async show(act: Act): Promise<void> {
    const all: number[] = [];
    const gather = (parentId: number | null) => {
      for (const { id } of test.app.store.messages.children(this.chat.id, parentId)) {
        all.push(id);
        gather(id);
      }
    };
    gather(null);
    const messageId = all[act.at % all.length] as number;
    const shown = test.app.store.messages.path(this.chat.id).some(({ id }) => id === messageId);
    const price = await this.price({ type: 'show', messageId });
    await test.page.call('branch.show', { chatId: this.chat.id, messageId });
    if (!shown) await this.standsOn(price);
  }

  private async editAnswer(turnId: number, text: string): Promise<void> {
    const price = await this.price({ type: 'editAnswer', turnId, text });
    await test.page.call('answer.edit', { chatId: this.chat.id, turnId, text });
    await this.standsOn(price);
  }

  /** What is said next finds what the price said, and reads the rest beside itself: a cache may hold some of its words, too. */
  private async standsOn(price: ActPrice): Promise<void> {
    const text = this.words(3);
    const outcome = await this.chat.send(text);
    if (outcome.type !== 'begun') return;
    const { receipt, turnId }: MessageView = await this.chat.untilEnded();
    const own = (test.app.store.messages.get(turnId)?.tokenIds.length ?? 0) + 1;
    const [reused, read] = [receipt?.reusedTokens ?? 0, receipt?.prefilledTokens ?? 0];
    expect(reused + read).toBe(price.keptTokens + price.readTokens + own);
    expect(reused).toBeGreaterThanOrEqual(price.keptTokens);
    expect(reused).toBeLessThan(price.keptTokens + (price.readTokens === 0 ? own : 1));
  }

  private async change(turnId: number, change: 'pin' | 'leaveOut'): Promise<void> {
    const changes = [{ turnId, change }];
    const { isPossible } = await test.page.call('window.price', { chatId: this.chat.id, changes });
    if (isPossible) await test.page.call('window.change', { chatId: this.chat.id, changes });
  }
}

describe('the price of an act', () => {
  it('is what its receipt says then, on whatever tree', async () => {
    await test.app.models.current();
    // What is read ahead meanwhile is told by a price that is asked for anew.
    test.app.preparer.close();
    await fc.assert(
      fc.asyncProperty(fc.array(anyAct, { minLength: 4, maxLength: 14 }), async (acts) => {
        const chat = await test.newChat();
        const settings = { maxReplyTokens: 8, usedWindowTokens: 128 };
        await test.page.call('chat.configure', { chatId: chat.id, settings });
        const session = new Session(chat);
        for (const act of acts) await session.play(act);
        chat.leave();
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
