import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
    expect(store.upkeep.purgeDeleted()).toBe(1);
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
    store.upkeep.purgeDeleted();
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
    store.upkeep.purgeDeleted();
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
