import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../shared/day.ts';
import { saying } from '../../shared/test-support/saying.ts';
import { makeTurn, none, say } from '../test-support/stored-turns.ts';
import { openStore } from './store.ts';

const makeFile = () => join(mkdtempSync(join(tmpdir(), 'palimpsest-upkeep-')), 'palimpsest.sqlite');

/** A chat with so many turns, one behind the other, with a draft, a setting and a pin. */
function fillChat(store: ReturnType<typeof openStore>, turnCount: number): number {
  const chatId = store.chats.create(1);
  let parentId: number | null = null;
  for (let turn = 0; turn < turnCount; turn++) parentId = say(store, chatId, `turn ${turn}`, parentId).assistantId;
  store.drafts.save(chatId, 'unsent');
  store.settings.configureChat(chatId, { topK: 3 });
  const turnId = store.messages.path(chatId)[0]?.id as number;
  store.acts.set({ kind: 'pinned', turnId, leafId: parentId as number, value: true, atMs: 1 });
  return chatId;
}

describe('a chat that is to be removed', () => {
  it('is gone for everything at once, long before its last row is', () => {
    const store = openStore(':memory:');
    const chatId = fillChat(store, 3);
    const [user, answer] = store.messages.path(chatId);
    const [userId, answerId] = [user?.id as number, answer?.id as number];
    const { assistant } = store.turns.begin(makeTurn(chatId, 'under way', { parentId: answerId, sendKey: 'a key' }));
    store.chats.delete(chatId, 2);
    expect(store.chats.deleteForGood([chatId, 99])).toEqual([chatId]);
    expect([store.chats.get(chatId), store.chats.getAny(chatId), store.chats.listing(chatId)]).toEqual([
      null,
      null,
      null,
    ]);
    expect([store.chats.list(), store.chats.newest(), store.chats.findEmpty()]).toEqual([[], null, null]);
    expect([store.messages.get(userId), store.messages.uid(userId), store.messages.logits(userId)]).toEqual([
      null,
      null,
      null,
    ]);
    const read = [store.messages.path(chatId), store.messages.newest(chatId, 5), store.messages.pathTo(answerId)];
    expect([...read, store.messages.before(answerId, 5), store.messages.children(chatId, null)]).toEqual(
      Array(5).fill([]),
    );
    expect(store.messages.children(chatId, userId)).toEqual([]);
    expect([store.drafts.get(chatId), store.settings.ofChat(chatId), store.acts.ofChat(chatId)]).toEqual(['', {}, []]);
    expect(store.turns.findBySendKey(chatId, 'a key')).toBeNull();
    const end = {
      messageId: assistant.id,
      text: '',
      tokenIds: [],
      ...none,
      state: 'done',
      receipt: null,
      nowMs: 3,
    } as const;
    expect(store.turns.finish(end)).toBeNull();
    expect(store.turns.setOrigin(assistant.id, makeTurn(chatId, ''))).toBe(false);
    for (const write of [
      () => store.chats.restore(chatId),
      () => store.chats.rename(chatId, 'x'),
      () => store.chats.delete(chatId, 3),
      () => store.chats.setActiveLeaf(chatId, null),
      () => store.drafts.save(chatId, 'x'),
      () => store.settings.configureChat(chatId, { topK: 1 }),
      () => store.turns.begin(makeTurn(chatId, 'x')),
      () => store.turns.begin(makeTurn(chatId, 'x', { again: userId })),
      () => store.acts.set({ kind: 'start', turnId: null, leafId: answerId, atMs: 3 }),
    ]) {
      expect(write).toThrow(saying('not there any more'));
    }
  });

  it('goes part by part, each of them short, and takes nothing of other chats with it', () => {
    const store = openStore(makeFile());
    const [kept, deleted, other] = [fillChat(store, 2), fillChat(store, 500), fillChat(store, 2)];
    store.chats.delete(deleted, 2);
    store.chats.delete(other, 2);
    expect(store.upkeep.purgeSome()).toBe(false);
    store.chats.deleteForGood([kept, deleted, other]);
    const before = store.messages.path(kept);
    const times: number[] = [];
    for (let isMore = true; isMore; ) {
      const before = process.cpuUsage();
      isMore = store.upkeep.purgeSome();
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1_000);
    }
    expect(times.length).toBeGreaterThan(2);
    // Of the processor, which holds on a busy machine as well. A part is ended after 8 ms.
    expect(times.sort((one, two) => one - two)[times.length >> 1]).toBeLessThan(20);
    expect(times.at(-1)).toBeLessThan(60);
    expect(store.messages.path(kept)).toEqual(before);
    expect([store.drafts.get(kept), store.acts.ofChat(kept).length]).toEqual(['unsent', 1]);
    expect(store.messages.get(before.at(-1)?.id ?? 0)).not.toBeNull();
    store.close();
  });

  it('is gone on with at the next start where the process ended halfway', () => {
    const file = makeFile();
    const store = openStore(file);
    const chatId = fillChat(store, 200);
    store.chats.delete(chatId, 2);
    store.chats.deleteForGood([chatId]);
    expect(store.upkeep.purgeSome()).toBe(true);
    store.close();
    const after = openStore(file);
    // A core that is started again makes nothing leave, and finishes what was begun.
    expect(after.chats.getAny(chatId)).toBeNull();
    expect(() => after.chats.restore(chatId)).toThrow(saying('not there any more'));
    while (after.upkeep.purgeSome());
    expect(after.chats.create(3)).toBe(chatId + 1);
    expect(say(after, chatId + 1, 'Hello').userId).toBe(401);
    after.close();
  });
});

describe('a chat whose time is over', () => {
  const startMs = Date.UTC(2026, 0, 1);
  const yearMs = 365 * DAY_MS;

  /** A chat that was deleted at `startMs`, and starts at these times after it; says at which of them it was gone. */
  function goneAt(startsAfterMs: readonly number[], keptDays = 30, deletedAfterMs = 0): boolean[] {
    const store = openStore(':memory:');
    const chatId = store.chats.create(startMs - DAY_MS);
    say(store, chatId, 'Hello');
    store.chats.delete(chatId, startMs + deletedAfterMs);
    return startsAfterMs.map((afterMs) => {
      store.upkeep.retireOverdue({ nowMs: startMs + afterMs, keptDays });
      return store.chats.getAny(chatId) === null;
    });
  }

  it.each([
    ['at a start a day after the one that marked it', [29, 31, 31.5, 32], [false, false, false, true]],
    ['not where the clock was a year ahead once', [1, 366, 2, 3, 29], [false, false, false, false, false]],
    ['not at two starts of a wrong clock that are close together', [366, 366.001, 2, 4], [false, false, false, false]],
    [
      'a day after a right clock marked it, though a wrong one had before',
      [400, 40, 40.5, 41],
      [false, false, false, true],
    ],
    ['not while the clock is set back', [31, -300, -299, 31, 32], [false, false, false, false, true]],
  ])('goes %s', (_what, days, gone) => {
    expect(goneAt(days.map((day) => day * DAY_MS))).toEqual(gone);
  });

  it('is counted from a deletion that lies ahead, and from its last use where the clock was set back meanwhile', () => {
    expect(goneAt([31 * DAY_MS, 33 * DAY_MS], 30, yearMs)).toEqual([false, false]);
    const store = openStore(':memory:');
    const chatId = store.chats.create(startMs);
    store.drafts.save(chatId, 'unsent');
    store.chats.delete(chatId, startMs - 40 * yearMs);
    expect(store.chats.listDeleted()).toEqual([{ id: chatId, title: '', deletedAtMs: startMs }]);
  });

  it('goes without further days where none are kept, by the same two starts', () => {
    expect(goneAt([1_000, 2_000, DAY_MS, DAY_MS + 1_000], 0)).toEqual([false, false, false, true]);
  });

  it('goes at the next start where it was deleted while none were kept, if none are still, whatever the clocks say', () => {
    const deleteUnkept = () => {
      const store = openStore(':memory:');
      const chatId = store.chats.create(startMs);
      say(store, chatId, 'Hello');
      store.chats.delete(chatId, startMs, false);
      const startAt = (days: number, keptDays: number) =>
        store.upkeep.retireOverdue({ nowMs: startMs + days * DAY_MS, keptDays });
      return { store, chatId, startAt };
    };
    expect(deleteUnkept().startAt(0.001, 0)).toBe(1);
    const kept = deleteUnkept();
    // Kept after all: it has its days, and a single wrong clock takes it no more than any other.
    expect([400, 1, 29, 31, 32].map((days) => kept.startAt(days, 30))).toEqual([0, 0, 0, 0, 1]);
    const restored = deleteUnkept();
    restored.store.chats.restore(restored.chatId);
    expect(restored.startAt(400, 0)).toBe(0);
  });

  it('is unmarked when it is restored: deleted again it has all its time', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(startMs);
    say(store, chatId, 'Hello');
    store.chats.delete(chatId, startMs);
    store.upkeep.retireOverdue({ nowMs: startMs + 40 * DAY_MS, keptDays: 30 });
    store.chats.restore(chatId);
    store.chats.delete(chatId, startMs + 41 * DAY_MS);
    expect(store.upkeep.retireOverdue({ nowMs: startMs + 72 * DAY_MS, keptDays: 30 })).toBe(0);
    expect(store.upkeep.retireOverdue({ nowMs: startMs + 73 * DAY_MS, keptDays: 30 })).toBe(1);
  });

  it('stays whenever one clock among right ones was wrong and its time is not over', () => {
    const step = fc.integer({ min: 1, max: 20 * DAY_MS });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.nat(7),
        fc.integer({ min: -3 * yearMs, max: 3 * yearMs }),
        fc.constantFrom(7, 30),
        (steps, wrongIndex, offByMs, keptDays) => {
          let afterMs = 0;
          const trueTimes = steps.map((stepMs) => (afterMs += stepMs));
          const clocks = trueTimes.map((time, index) => (index === wrongIndex ? time + offByMs : time));
          const gone = goneAt(clocks, keptDays);
          for (const [index, isGone] of gone.entries()) {
            if (isGone) expect(trueTimes[index]).toBeGreaterThanOrEqual(keptDays * DAY_MS);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('deleting', () => {
  it('removes a chat with nothing in it at once, and keeps one with unsent words or a given title', () => {
    const store = openStore(':memory:');
    const [empty, written, named] = [store.chats.create(1), store.chats.create(2), store.chats.create(3)];
    store.drafts.save(written, 'unsent');
    store.chats.rename(named, 'Holidays');
    expect([empty, written, named].map((chatId) => store.chats.delete(chatId, 10))).toEqual([false, true, true]);
    expect(store.chats.getAny(empty)).toBeNull();
    expect(store.chats.listDeleted().map(({ id }) => id)).toEqual([named, written]);
    expect(store.chats.countDeleted()).toBe(2);
  });

  it('for good takes only what is deleted', () => {
    const store = openStore(':memory:');
    const [kept, deleted] = [fillChat(store, 1), fillChat(store, 1)];
    store.chats.delete(deleted, 10);
    expect(store.chats.deleteForGood([kept, deleted])).toEqual([deleted]);
    expect([store.chats.get(kept)?.id, store.chats.countDeleted()]).toEqual([kept, 0]);
  });
});
