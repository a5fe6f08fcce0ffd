import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findWords } from '../search/find-words.ts';
import { emptyChat } from '../test-support/archived-chats.ts';
import { makeTurn, none, say } from '../test-support/stored-turns.ts';
import { matchExpression, rangesIn, readSearchQuery, type SearchQuery } from '../text/search-query.ts';
import { openStore, type Store } from './store.ts';
import { writeTrees } from './write-trees.ts';

const makeFile = () => join(mkdtempSync(join(tmpdir(), 'palimpsest-search-')), 'palimpsest.sqlite');
const query = (typed: string) => readSearchQuery(typed) as SearchQuery;
const idsOf = (store: Store, typed: string) =>
  store.search.find(matchExpression(query(typed)), 1_000).map(({ messageId }) => messageId);
function fillAll(store: Store): void {
  while (store.search.fillSome());
}

/** The index by SQLite's own check, and an entry for each message that is not under way. */
function expectWhole(file: string): void {
  const connection = new Database(file);
  connection.exec("INSERT INTO message_index (message_index, rank) VALUES ('integrity-check', 0)");
  const lacking = `
    SELECT COUNT(*) FROM messages
    WHERE state <> 'streaming' AND id NOT IN (SELECT message_id FROM message_entries)`;
  expect(connection.prepare(lacking).pluck().get()).toBe(0);
  connection.close();
}

describe('what was said', () => {
  it('is found from the moment it is stored, the newest first: question, and answer once it has ended', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(1);
    const first = say(store, chatId, 'My name is Marlene.');
    const { user, assistant } = store.turns.begin(
      makeTurn(chatId, 'Marlene again, 小明', { parentId: first.assistantId, nowMs: 90_000 }),
    );
    expect(idsOf(store, 'marl')).toEqual([user.id, first.assistantId, first.userId]);
    expect(idsOf(store, '小')).toEqual([user.id]);
    const answer = { messageId: assistant.id, text: 'Hello Marlène', tokenIds: [1], ...none };
    store.turns.savePartial(assistant.id, 'Hello', [1], none.chosenLogits, none.largestLogits);
    expect(idsOf(store, 'hello')).toEqual([]);
    store.turns.finish({ ...answer, state: 'done', receipt: null, nowMs: 91_000 });
    expect(idsOf(store, 'MARLENE ')).toContain(assistant.id);
    store.close();
  });

  it('is out of sight while its chat is deleted, and gone from every page of the file once it is removed', () => {
    const file = makeFile();
    const store = openStore(file);
    const kept = store.chats.create(1);
    say(store, kept, 'The lighthouse stays.');
    const chatId = store.chats.create(2);
    const { userId } = say(store, chatId, 'The lighthouse of quillwort.');
    store.chats.delete(chatId, 3);
    expect(idsOf(store, 'quillwort')).toEqual([]);
    store.chats.restore(chatId);
    expect(idsOf(store, 'quillwort')).toContain(userId);
    store.chats.delete(chatId, 4);
    store.chats.deleteForGood([chatId]);
    while (store.upkeep.purgeSome());
    expect(idsOf(store, 'lighthouse').length).toBe(2);
    store.close();
    expectWhole(file);
    const connection = new Database(file, { readonly: true });
    const blocks = connection.prepare('SELECT block FROM message_index_data').pluck().all() as Buffer[];
    expect(blocks.some((block) => block.includes('quillwort'))).toBe(false);
    connection.close();
  });

  it('of an earlier version is taken up little by little, and of an index made in another way again', () => {
    const file = makeFile();
    const store = openStore(file);
    const chatId = store.chats.create(1);
    let parentId: number | null = null;
    for (let turn = 0; turn < 130; turn++) parentId = say(store, chatId, `words ${turn}`, parentId).assistantId;
    store.close();
    const connection = new Database(file);
    connection.exec('UPDATE message_index_state SET version = 0');
    connection.close();
    const again = openStore(file);
    expect(idsOf(again, 'words')).toEqual([]);
    expect(again.search.isWhole()).toBe(false);
    fillAll(again);
    expect(again.search.isWhole()).toBe(true);
    expect(idsOf(again, 'words').length).toBe(260);
    again.close();
    expectWhole(file);
  });

  it('that comes with an import is found when it is there, at its own time', async () => {
    const store = openStore(':memory:');
    const here = store.chats.create(1);
    store.turns.begin(makeTurn(here, 'The newest needle', { nowMs: 90_000 }));
    const message = (id: number, createdAtMs: number) => ({
      ...{
        id,
        uid: id.toString(16).padStart(32, '0'),
        parentId: null,
        role: 'user' as const,
        text: `old needle ${id}`,
      },
      ...{ tokenIds: [1], tokenizerHash: 'h', state: 'done' as const, failure: null, createdAtMs, endedAtMs: null },
      ...{ sendKey: null, acts: [], answeredBy: null, promptTurnIds: null, used: null, receipt: null, logits: null },
      ...{ windowStartId: null, forgottenAtMs: null, forgotten: [], unseenTurnId: null, isEdited: false },
    });
    const many = Array.from({ length: 300 }, (_, index) => message(index + 1, 500));
    await writeTrees(store.archive, 'one', [{ chat: emptyChat, batches: [many] }]);
    const { groups } = findWords('needle', { store, open: null, isFilling: false });
    expect(groups.map(({ hits, moreHits }) => hits.length + moreHits)).toEqual([1, 300]);
    store.close();
  });
});

describe('any messages and any question', () => {
  it('give what a look through all of them gives', () => {
    const word = fc.constantFrom('boat', 'bo', 'Ada', 'ada', 'Ädä', '小', '明', '小明', 'か', 'e-mail', '"', 'OR', '3');
    const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 12 }), text, (texts, typed) => {
        const asked = readSearchQuery(typed);
        if (!asked) return;
        const store = openStore(':memory:');
        const chatId = store.chats.create(1);
        const users = texts.map((each) => ({ each, ...say(store, chatId, each) }));
        const expected = users.filter(({ each }) => rangesIn(each, asked).length > 0).map(({ userId }) => userId);
        const found = idsOf(store, typed).filter((id) => users.some(({ userId }) => userId === id));
        expect(found.sort()).toEqual(expected.sort());
        store.close();
      }),
      { numRuns: 60 },
    );
  });
});
