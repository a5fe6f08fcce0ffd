import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTree } from '../test-support/any-tree.ts';
import { makeTurn, say } from '../test-support/stored-turns.ts';
import type { ArchivedMessage, ArchivedTree } from './archive.ts';
import { openStore, type Store } from './store.ts';
import { writeTrees } from './write-trees.ts';

/** A tree as plain values, its messages named by their places, so that two can be compared. */
async function plain(tree: ArchivedTree) {
  const messages: ArchivedMessage[] = [];
  for await (const batch of tree.batches) messages.push(...batch);
  const places = new Map(messages.map(({ id }, place) => [id, place]));
  const placeOf = (id: number | null) => (id === null ? null : places.get(id));
  return {
    chat: { ...tree.chat, activeLeafId: placeOf(tree.chat.activeLeafId) },
    messages: messages.map((message) => ({
      ...message,
      id: placeOf(message.id),
      parentId: placeOf(message.parentId),
      windowStartId: placeOf(message.windowStartId),
      promptTurnIds: message.promptTurnIds?.map(placeOf) ?? null,
      unseenTurnId: message.unseenTurnId && placeOf(message.unseenTurnId),
      forgotten: message.forgotten.map(({ turnId, tokens }) => ({ turnId: placeOf(turnId), tokens })),
      acts: message.acts.map((act) => ({ ...act, turnId: placeOf(act.turnId) })),
    })),
  };
}

const treeOf = (store: Store, chatId: number) => store.archive.read(chatId) as ArchivedTree;

describe('a tree', () => {
  it('that is written and read is the same, in a second database as well, and beside itself with new uids', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, async (tree) => {
        const [first, second] = [openStore(':memory:'), openStore(':memory:')];
        const [chatId] = await writeTrees(first.archive, 'one', [tree]);
        const given = await plain(tree);
        expect(await plain(treeOf(first, chatId as number))).toEqual(given);
        say(second, second.chats.create(1), 'something else');
        const ids = await writeTrees(second.archive, 'two', [
          treeOf(first, chatId as number),
          treeOf(first, chatId as number),
        ]);
        expect(await plain(treeOf(second, ids[0] as number))).toEqual(given);
        const again = await plain(treeOf(second, ids[1] as number));
        const withoutUids = ({ chat, messages }: typeof given) => ({
          chat: { ...chat, uid: '' },
          messages: messages.map((message) => ({ ...message, uid: '' })),
        });
        expect(withoutUids(again)).toEqual(withoutUids(given));
        const uids = [given, again].flatMap(({ chat, messages }) => [chat.uid, ...messages.map(({ uid }) => uid)]);
        expect(new Set(uids).size).toBe(uids.length);
        for (const store of [first, second]) store.close();
      }),
      { numRuns: 100 },
    );
  });

  it('is what the store shows of a chat', async () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const first = say(store, chatId, 'one');
    const second = say(store, chatId, 'two', first.assistantId);
    const pin = { kind: 'pinned', turnId: first.userId, value: true } as const;
    store.turns.begin(makeTurn(chatId, '', { again: second.userId, acts: [pin], promptTurnIds: [first.userId] }));
    const settings = { topK: 7, policy: 'neverForget', telling: 'silent', usedWindowTokens: 160 } as const;
    store.settings.configureChat(chatId, settings);
    const [copyId] = await writeTrees(store.archive, 'one', [treeOf(store, chatId)]);
    const copy = copyId as number;
    const shown = (id: number) => store.messages.path(id).map(({ role, text: words, state }) => [role, words, state]);
    expect(shown(copy)).toEqual([...shown(chatId).slice(0, -1), ['assistant', '', 'failed']]);
    expect(store.messages.path(copy).at(-1)?.failure).toEqual({ code: 'interrupted' });
    expect(store.messages.children(copy, store.messages.path(copy)[2]?.id as number)).toHaveLength(2);
    expect(store.acts.ofChat(copy)).toMatchObject([{ kind: 'pinned', turnId: store.messages.path(copy)[0]?.id }]);
    expect(store.settings.ofChat(copy)).toEqual(settings);
    expect(store.chats.get(copy)?.title).toBe('one');
    store.chats.delete(chatId, 1);
    expect(store.archive.read(chatId)).toBeNull();
  });
});
