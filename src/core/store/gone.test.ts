import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTurn } from '../test-support/stored-turns.ts';
import { foundBelow, type Wanted } from '../test-support/words-on-disk.ts';
import { migrate } from './migrations.ts';
import { openStore, type Store } from './store.ts';
import { packTokenIds } from './token-ids.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-gone-'));
  file = join(folder, 'palimpsest.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const letters = 'abcdefghijklmnopqrstuvwxyz';
/** Long enough that no two are alike, and none is found by chance. */
const word = fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 14, maxLength: 14 });
const sentence = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.map(toWord));
const turn = fc.record({
  words: sentence,
  answer: fc.array(sentence, { minLength: 1, maxLength: 4 }).map((parts) => parts.flat()),
  ids: fc.array(fc.integer({ min: 2 ** 24, max: 2 ** 31 }), { minLength: 4, maxLength: 40 }),
});
const chat = fc.record({
  turns: fc.array(turn, { maxLength: 8 }),
  draft: fc.option(sentence),
  title: fc.option(sentence),
  stopText: fc.option(word.map(toWord)),
  isGone: fc.boolean(),
  /** Some go while others are still to come. */
  isGoneEarly: fc.boolean(),
});

type Turn = typeof turn extends fc.Arbitrary<infer Value> ? Value : never;
type Chat = typeof chat extends fc.Arbitrary<infer Value> ? Value : never;

function toWord(places: readonly number[]): string {
  return places.map((place) => letters[place]).join('');
}

/** As it comes about: typed, sent, answered a piece at a time. */
function sayTurn(store: Store, chatId: number, { words, answer, ids }: Turn, parentId: number | null): number {
  for (let count = 1; count <= words.length; count += 7) store.drafts.save(chatId, words.slice(0, count).join(' '));
  const { assistant } = store.turns.begin(makeTurn(chatId, words.join(' '), { parentId, tokenIds: ids }));
  const logits = (count: number) => new Float32Array(count);
  for (let count = 1; count < answer.length; count += 9) {
    store.turns.savePartial(assistant.id, answer.slice(0, count).join(' '), [1], logits(1), logits(1));
  }
  store.turns.finish({
    ...{ messageId: assistant.id, text: answer.join(' '), tokenIds: ids, state: 'done', receipt: null, nowMs: 2 },
    ...{ chosenLogits: logits(ids.length), largestLogits: logits(ids.length) },
  });
  return assistant.id;
}

function makeChat(store: Store, { turns, draft, title, stopText }: Chat): number {
  const chatId = store.chats.create(1);
  let parentId: number | null = null;
  for (const each of turns) parentId = sayTurn(store, chatId, each, parentId);
  if (draft) store.drafts.save(chatId, draft.join(' '));
  if (title) store.chats.rename(chatId, title.join(' '));
  if (stopText) store.settings.configureChat(chatId, { stopTexts: [stopText] });
  return chatId;
}

function removeForGood(store: Store, chatIds: readonly number[]): void {
  for (const chatId of chatIds) store.chats.delete(chatId, 3);
  store.chats.deleteForGood(chatIds);
  while (store.upkeep.purgeSome());
}

/** Its words one by one, as the index has them, and its ids as they are packed. */
function contentsOf(chats: readonly Chat[]): Wanted {
  const wanted: Record<string, string | Buffer> = {};
  for (const { turns, draft, title, stopText } of chats) {
    const said = turns.flatMap(({ words, answer }) => [...words, ...answer]);
    for (const each of [...said, ...(draft ?? []), ...(title ?? []), ...(stopText ? [stopText] : [])])
      wanted[each] = each;
    for (const { ids } of turns) wanted[`ids ${ids}`] = packTokenIds(ids);
  }
  return wanted;
}

describe('any chats', () => {
  it('of which some go for good leave nothing of these in any file, while the store is open and afterwards', () => {
    fc.assert(
      fc.property(fc.array(chat, { minLength: 1, maxLength: 25 }), (chats) => {
        const store = openStore(file);
        const gone: number[] = [];
        for (const each of chats) {
          const chatId = makeChat(store, each);
          if (each.isGone && each.isGoneEarly) removeForGood(store, [chatId]);
          else if (each.isGone) gone.push(chatId);
        }
        const kept = chats.filter(({ isGone, turns }) => !isGone && turns.length > 0);
        removeForGood(store, gone);
        const wanted = contentsOf(chats.filter(({ isGone }) => isGone));
        expect(foundBelow(folder, wanted)).toEqual([]);
        // What is not to go is found where it is looked for.
        for (const { turns } of kept) {
          expect(foundBelow(folder, { kept: turns[0]?.words[0] as string })).not.toEqual([]);
          expect(store.search.find(`"${turns[0]?.words[0]}"`, 5)).toHaveLength(1);
        }
        store.close();
        expect(foundBelow(folder, wanted)).toEqual([]);
        rmSync(folder, { recursive: true });
        folder = mkdtempSync(join(tmpdir(), 'palimpsest-gone-'));
        file = join(folder, 'palimpsest.sqlite');
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});

const secret = { turns: [], draft: ['zyzzyvaquixotry'], title: ['brouhahaflummox'], stopText: null };
const wanted: Wanted = { draft: 'zyzzyvaquixotry', title: 'brouhahaflummox' };

describe('a chat that goes for good', () => {
  it('is gone from the files also where it has nothing but unsent words and a title', () => {
    const store = openStore(file);
    const chatId = makeChat(store, { ...secret, isGone: true, isGoneEarly: false });
    expect(foundBelow(folder, wanted).length).toBeGreaterThan(1);
    removeForGood(store, [chatId]);
    expect(foundBelow(folder, wanted)).toEqual([]);
    store.close();
  });

  it('takes the copies along that migrations have made', () => {
    const old = new Database(file);
    old.pragma(`application_id = ${0x506c_6d70}`);
    migrate(old, 4);
    old.exec(
      "INSERT INTO chats (title, is_title_given, created_at_ms, updated_at_ms) VALUES ('brouhahaflummox', 1, 1, 2)",
    );
    old.close();
    const store = openStore(file);
    expect(readdirSync(folder).filter((name) => name.includes('before-schema'))).toHaveLength(1);
    removeForGood(store, [1]);
    expect(foundBelow(folder, wanted)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.includes('before-schema'))).toEqual([]);
    store.close();
  });

  it('goes out of a file, too, that an earlier version had written, which left what it removed in free room', () => {
    const old = new Database(file);
    old.pragma(`application_id = ${0x506c_6d70}`);
    migrate(old, 5);
    const insert = old.prepare('INSERT INTO chats (title, created_at_ms, updated_at_ms) VALUES (?, 1, 2)');
    for (let chat = 0; chat < 200; chat++) insert.run('brouhahaflummox');
    old.exec('DELETE FROM chats');
    old.close();
    expect(foundBelow(folder, wanted)).toEqual(['palimpsest.sqlite: title']);
    openStore(file).close();
    expect(foundBelow(folder, wanted)).toEqual([]);
  });

  it('leaves the copies alone where nothing but an empty chat goes', () => {
    const old = new Database(file);
    old.pragma(`application_id = ${0x506c_6d70}`);
    migrate(old, 4);
    old.exec("INSERT INTO chats (title, created_at_ms, updated_at_ms) VALUES ('kept', 1, 2)");
    old.close();
    const store = openStore(file);
    store.chats.delete(store.chats.create(3), 4);
    while (store.upkeep.purgeSome());
    expect(readdirSync(folder).filter((name) => name.includes('before-schema'))).toHaveLength(1);
    store.close();
  });

  it('is gone from the files when the process ended at any point of it, once the next one has gone on', () => {
    for (let steps = 0; steps < 8; steps++) {
      const store = openStore(file);
      const chatId = makeChat(store, { ...secret, isGone: true, isGoneEarly: false });
      sayTurn(store, chatId, { words: ['zyzzyvaquixotry'], answer: ['brouhahaflummox'], ids: [1] }, null);
      store.chats.delete(chatId, 3);
      store.chats.deleteForGood([chatId]);
      for (let step = 0; step < steps; step++) store.upkeep.purgeSome();
      // Not closed: a process that ended has brought nothing to an end.
      const next = openStore(file);
      while (next.upkeep.purgeSome());
      expect(foundBelow(folder, wanted), `after ${steps} steps`).toEqual([]);
      next.close();
      store.close();
    }
  });

  it('goes while the index is still being filled, as before and after', () => {
    const words = Array.from({ length: 300 }, (_, index) => `quixotry${letters[index % 26]}${index}zyzzyva`);
    const store = openStore(file);
    const gone = makeChat(store, { ...secret, isGone: true, isGoneEarly: false });
    let parentId: number | null = null;
    for (const each of words) parentId = sayTurn(store, gone, { words: [each], answer: [each], ids: [1] }, parentId);
    const kept = store.chats.create(2);
    sayTurn(store, kept, { words: ['lighthouse'], answer: ['lighthouse'], ids: [1] }, null);
    // As an index of an earlier way of making words: it is made anew from here on.
    const other = new Database(file);
    other.exec('UPDATE message_index_state SET version = 0');
    other.close();
    store.search.refresh();
    expect([store.search.fillSome(), store.search.isWhole()]).toEqual([true, false]);
    store.chats.delete(gone, 3);
    store.chats.deleteForGood([gone]);
    for (let isMore = true; isMore; ) {
      const isFilling = store.search.fillSome();
      isMore = store.upkeep.purgeSome() || isFilling;
    }
    expect(foundBelow(folder, Object.fromEntries(words.map((each) => [each, each])))).toEqual([]);
    expect([store.search.find('"lighthouse"', 5).length, store.search.isWhole()]).toEqual([2, true]);
    store.close();
    const copy = new Database(file);
    expect(copy.exec("INSERT INTO message_index (message_index) VALUES ('integrity-check')")).toBeDefined();
    expect(copy.prepare('SELECT COUNT(*) FROM message_entries').pluck().get()).toBe(2);
    copy.close();
  });
});
