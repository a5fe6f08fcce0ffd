import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { otherWindowTokens, writeOtherModel } from './test-support/other-model.ts';

const shipped = 'shipped';
let modelDir: string;
let test: TestApplication;

beforeEach(() => {
  modelDir = mkdtempSync(join(tmpdir(), 'palimpsest-other-'));
  writeOtherModel(modelDir);
  test = openTestApplication({ modelDir });
});
afterEach(async () => {
  await test.close();
  rmSync(modelDir, { recursive: true, force: true });
});

const price = (chatId: number, modelId: string) => test.page.call('chat.modelPrice', { chatId, modelId });

function words(count: number, from: number): string {
  return Array.from({ length: count }, (_, index) => `word${(7 * index + from) % 90}`).join(' ');
}

/** Sends, and accepts what is named as forgotten; null where it does not fit. */
async function say(chat: HeardChat, text: string) {
  const outcome = await chat.send(text);
  if (outcome.type === 'cannotFit') return null;
  if (outcome.type === 'needsChoice' && outcome.usage.sending.type === 'forgets') {
    await chat.send(
      text,
      outcome.usage.sending.turns.map(({ turnId }) => turnId),
    );
  }
  return chat.untilEnded();
}

const anyStep = fc.record({
  says: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
  change: fc.constantFrom('pin', 'leaveOut', null),
  at: fc.nat(),
});

describe('what it takes that a chat goes on with another model', () => {
  it('is what the receipt of its next answer says, whatever was said, and whichever models it comes from', async () => {
    await test.app.models.current();
    // What is read ahead meanwhile is told by a price that is asked for anew.
    test.app.preparer.close();
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 3 }), async (steps) => {
        const chat = await test.newChat();
        await test.page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: 6 } });
        let [from, to] = [test.app.shelf.currentId(), shipped];
        to = from === shipped ? modelDir : shipped;
        for (const [index, { says, change, at }] of steps.entries()) {
          for (const [nth, count] of says.entries()) await say(chat, words(count, 13 * index + nth));
          const turns = test.app.store.messages.path(chat.id).filter(({ role }) => role === 'user');
          const turn = turns[at % Math.max(1, turns.length)];
          if (turn && change) {
            const changes = [{ turnId: turn.id, change }] as const;
            const { isPossible } = await test.page.call('window.price', { chatId: chat.id, changes: [...changes] });
            if (isPossible) await test.page.call('window.change', { chatId: chat.id, changes: [...changes] });
          }
          const told = await price(chat.id, to);
          expect(told).toMatchObject({ modelId: to, isInUse: false, keptTokens: 0, readTokens: told.promptTokens });
          expect(told.windowTokens).toBe(to === shipped ? 512 : otherWindowTokens);
          await test.page.call('chat.useModel', { chatId: chat.id, modelId: to });
          const now = await price(chat.id, to);
          expect(now).toEqual({ ...told, isInUse: true, loadBytes: 0, readMs: now.readMs });
          await standsOn(chat, told);
          [from, to] = [to, from];
        }
        chat.leave();
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  /** What is said next stands on what was priced, but for what its own words push out. */
  async function standsOn(chat: HeardChat, told: Awaited<ReturnType<typeof price>>): Promise<void> {
    const text = 'And?';
    const outcome = await chat.send(text);
    if (outcome.type === 'cannotFit') return;
    if (!told.isPossible) throw new Error('It was told that it would not fit.');
    const forgets = told.forgets.map(({ turnId }) => turnId);
    if (outcome.type === 'needsChoice') {
      const { sending } = outcome.usage;
      const named = sending.type === 'forgets' ? sending.turns.map(({ turnId }) => turnId) : [];
      const more = named.filter((turnId) => !forgets.includes(turnId));
      expect(named).toEqual(expect.arrayContaining(forgets));
      await chat.send(text, named);
      if (more.length > 0) return void (await chat.untilEnded());
    } else expect(forgets).toEqual([]);
    const { receipt, turnId, forgot } = await chat.untilEnded();
    const own = (test.app.store.messages.get(turnId)?.tokenIds.length ?? 0) + 1;
    expect((receipt?.reusedTokens ?? 0) + (receipt?.prefilledTokens ?? 0)).toBe(told.promptTokens + own);
    expect(receipt?.reusedTokens).toBe(0);
    expect(forgot?.turns.map((turn) => turn.turnId) ?? []).toEqual(forgets);
  }

  it('names the turns that a smaller window has no room for, and says what is to be loaded', async () => {
    const chat = await test.newChat();
    await test.page.call('chat.useModel', { chatId: chat.id, modelId: shipped });
    await test.page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: 4 } });
    for (let turn = 0; turn < 5; turn++) await say(chat, words(24, 10 * turn));
    const told = await price(chat.id, modelDir);
    expect(told.forgets.length).toBeGreaterThan(0);
    expect(told.forgets[0]?.name).toContain('word0 ');
    expect(told.loadBytes).toBeGreaterThan(100_000);
    // Under the model in use nothing has to leave.
    expect(await price(chat.id, shipped)).toMatchObject({ isInUse: true, loadBytes: 0, forgets: [] });
  });

  it('cannot be told of a model that is not here', async () => {
    const chat = await test.newChat();
    await expect(price(chat.id, '/nowhere')).rejects.toMatchObject({ code: 'noSuchModel' });
    await expect(test.page.call('chat.useModel', { chatId: chat.id, modelId: '/nowhere' })).rejects.toMatchObject({
      code: 'noSuchModel',
    });
  });
});
