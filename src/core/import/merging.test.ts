import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MergedMessage, MergeOutcome } from '../store/archive-merger.ts';
import { openStore, type Store } from '../store/store.ts';
import { importText, palimpsestText } from '../test-support/palimpsest-text.ts';
import { say } from '../test-support/stored-turns.ts';

const open = () => openStore(':memory:');
/** Merges all of them, in as many parts as it takes. */
function mergeAll(store: Store, importId: string, chatId: number, messages: readonly MergedMessage[]): MergeOutcome[] {
  const outcomes: MergeOutcome[] = [];
  while (outcomes.length < messages.length) {
    outcomes.push(...store.archive.mergeMessages(importId, chatId, messages.slice(outcomes.length)));
  }
  return outcomes;
}
const records = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const asText = (lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const words = (store: Store, chatId: number) => store.messages.path(chatId).map(({ text }) => text);
const find = (store: Store, word: string) => store.search.find(`"${word}"`, 10);

/** A store with one chat of two turns, and its file. */
async function oneChat() {
  const store = open();
  const chatId = store.chats.create(1);
  const first = say(store, chatId, 'one');
  const second = say(store, chatId, 'two', first.assistantId);
  return { store, chatId, first, second, text: palimpsestText(store) };
}

describe('a chat that is imported where it is', () => {
  it('keeps its title, settings, acts and place, and gets the messages that it lacks, as branches', async () => {
    const { store, chatId, first, text } = await oneChat();
    const other = open();
    await importText(other, text);
    const [there] = other.archive.chatIds();
    say(other, there as number, 'three', other.messages.path(there as number).at(1)?.id);
    other.acts.set({ kind: 'pinned', turnId: 1, value: true, leafId: 2, atMs: 1 });
    other.chats.rename(there as number, 'Another title');
    other.settings.configureChat(there as number, { topK: 7 });
    store.chats.rename(chatId, 'My title');

    const { report, newChatIds, changedChatIds } = await importText(store, palimpsestText(other));
    expect(report).toMatchObject({
      addedChats: 0,
      chatsHere: 1,
      addedMessages: 2,
      addedToChatsHere: 2,
      skippedMessages: 4,
    });
    expect([newChatIds, changedChatIds]).toEqual([[], [chatId]]);
    expect(store.chats.get(chatId)?.title).toBe('My title');
    expect([store.settings.ofChat(chatId), store.acts.ofChat(chatId)]).toEqual([{}, []]);
    expect(words(store, chatId)).toEqual(['one', 'Answer to one', 'two', 'Answer to two']);
    const children = store.messages.children(chatId, first.assistantId);
    expect(children.map((message) => message.text)).toEqual(['two', 'three']);
    expect(store.messages.children(chatId, children[1]?.id ?? 0)[0]?.receipt?.decodedTokens).toBe(12);
  });

  it('keeps both where a message of the same name is another one, and adds nothing when it comes again', async () => {
    const { store, chatId, text } = await oneChat();
    const lines = records(text);
    const changed = lines.map((line) => (line.text === 'two' ? { ...line, text: 'two, and more' } : line));
    const { report } = await importText(store, asText(changed));
    // What hangs on another message is another message as well, and is said to be the same words.
    expect(report).toMatchObject({ addedMessages: 2, changedMessages: 1, followingMessages: 1, skippedMessages: 2 });
    expect(words(store, chatId)).toEqual(['one', 'Answer to one', 'two', 'Answer to two']);
    const again = await importText(store, asText(changed));
    expect(again.report).toMatchObject({ addedMessages: 0, skippedMessages: 4, followingMessages: 0 });
    expect((await importText(store, text)).report).toMatchObject({ addedMessages: 0, skippedMessages: 4 });
  });

  it('that is another chat with messages of the same names gets messages of its own, once', async () => {
    const { store, text } = await oneChat();
    const lines = records(text).map((line) => (line.type === 'chat' ? { ...line, uid: 'cd'.repeat(16) } : line));
    const { report, newChatIds } = await importText(store, asText(lines));
    expect(report).toMatchObject({ addedChats: 1, addedMessages: 4, changedMessages: 4 });
    expect(words(store, newChatIds[0] as number)).toHaveLength(4);
    expect((await importText(store, asText(lines))).report).toMatchObject({ addedChats: 0, addedMessages: 0 });
  });

  it('stays deleted where it is deleted, and comes anew once it is gone for good', async () => {
    const { store, chatId, text } = await oneChat();
    store.chats.delete(chatId, 5);
    expect((await importText(store, text)).report).toMatchObject({ chatsHere: 1, skippedMessages: 4 });
    expect(store.chats.list()).toEqual([]);
    store.chats.deleteForGood([chatId]);
    // Its rows may still be there: nobody sees them, and their names are free.
    const { report, newChatIds } = await importText(store, text);
    expect(report).toMatchObject({ addedChats: 1, addedMessages: 4, changedMessages: 0 });
    while (store.upkeep.purgeSome());
    expect(words(store, newChatIds[0] as number)).toHaveLength(4);
    expect(palimpsestText(store)).toBe(text);
  });

  it('shows a branch where it showed none', async () => {
    const { text } = await oneChat();
    const store = open();
    const [header, chat] = records(text);
    const empty = asText([header, { ...chat, shows: null }, { type: 'end', chats: 1, messages: 0 }]);
    const { newChatIds } = await importText(store, empty);
    await importText(store, text);
    expect(words(store, newChatIds[0] as number)).toHaveLength(4);
  });
});

describe('messages that come into a chat', () => {
  async function extended() {
    const { store, chatId, first, text } = await oneChat();
    const other = open();
    await importText(other, text);
    say(other, 1, 'uncommon', other.messages.path(1).at(1)?.id);
    const records = palimpsestText(other);
    const importId = 'an import';
    store.archive.begin(importId);
    const { archive } = other;
    store.archive.mergeChat(importId, archive.readChat(1) as never);
    const messages = archive.readMessages(1, { afterId: 0, count: 9 });
    expect(mergeAll(store, importId, chatId, messages)).toEqual([
      ...['skipped', 'skipped', 'skipped', 'skipped', 'added', 'added'],
    ]);
    return { store, chatId, first, importId, records };
  }
  const seen = ({ store, chatId, first }: Awaited<ReturnType<typeof extended>>) => [
    store.messages.children(chatId, first.assistantId).length,
    find(store, 'uncommon').length,
    store.archive.readMessages(chatId, { afterId: 0, count: 9 }).length,
    store.messages.get(6)?.text ?? null,
    store.messages.texts([6]).size,
    store.archive.count().messages,
  ];

  it('are seen by nothing until all of it is there', async () => {
    const world = await extended();
    expect(seen(world)).toEqual([1, 0, 4, null, 0, 4]);
    world.store.archive.finish(world.importId);
    expect(seen(world)).toEqual([2, 2, 6, 'Answer to uncommon', 1, 6]);
  });

  it('leave when it is given up, and are not shown by the next import', async () => {
    const world = await extended();
    world.store.archive.abandon(world.importId);
    expect(seen(world)).toEqual([1, 0, 4, null, 0, 4]);
    const { report } = await importText(world.store, world.records);
    expect(report).toMatchObject({ addedMessages: 2, changedMessages: 0 });
    expect(world.store.messages.children(world.chatId, world.first.assistantId)).toHaveLength(2);
    expect(world.store.upkeep.purgeSome()).toBe(false);
  });

  it('leave with the chat when that goes for good meanwhile', async () => {
    const { store, chatId, importId } = await extended();
    store.chats.delete(chatId, 9);
    store.chats.deleteForGood([chatId]);
    const more = store.archive.readMessages(chatId, { afterId: 0, count: 9 });
    expect(store.archive.mergeMessages(importId, chatId, [{ ...more[0], id: 99 } as never])).toEqual(['skipped']);
    while (store.upkeep.purgeSome());
    store.archive.finish(importId);
    expect(store.archive.count({ includesDeleted: true })).toEqual({ chats: 0, messages: 0 });
  });

  it('of an import that the end of the process cut off leave with the next start', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'palimpsest-pending-')), 'palimpsest.sqlite');
    const store = openStore(file);
    const chatId = store.chats.create(1);
    say(store, chatId, 'one');
    const other = open();
    await importText(other, palimpsestText(store));
    say(other, 1, 'two', 2);
    store.archive.begin('one');
    store.archive.mergeChat('one', other.archive.readChat(1) as never);
    mergeAll(store, 'one', chatId, other.archive.readMessages(1, { afterId: 0, count: 9 }));
    store.close();
    const next = openStore(file);
    expect([next.archive.count().messages, find(next, 'two')]).toEqual([2, []]);
    while (next.upkeep.purgeSome());
    next.archive.begin('two');
    next.archive.finish('two');
    expect([next.archive.count().messages, find(next, 'two')]).toEqual([2, []]);
    // And what was free again is taken.
    expect((await importText(next, palimpsestText(other))).report).toMatchObject({ changedMessages: 0 });
    next.close();
  });
});

describe('an import that is cancelled', () => {
  it('leaves nothing that is seen', async () => {
    const { text } = await oneChat();
    const store = open();
    const cancel = new AbortController();
    cancel.abort();
    await expect(importText(store, text, { signal: cancel.signal })).rejects.toThrow('aborted');
    expect([store.chats.list(), store.archive.count({ includesDeleted: true })]).toEqual([
      [],
      { chats: 0, messages: 0 },
    ]);
  });
});
