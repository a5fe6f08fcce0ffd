import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../shared/day.ts';
import type { AppEvent } from '../shared/views.ts';
import { openStore } from './store/store.ts';
import { packTokenIds } from './store/token-ids.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';
import { importText, palimpsestText } from './test-support/palimpsest-text.ts';
import { foundBelow, type Wanted } from './test-support/words-on-disk.ts';
import { cacheKeyOf } from './turn/turn-context.ts';

let dataDir: string;
let test: TestApplication;
let chat: HeardChat;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-gone-'));
  test = openTestApplication({ dataDir });
  chat = await test.newChat();
});
afterEach(async () => {
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const secret = 'Quixotryflummox wélkinharbour 鶴亀松竹梅雪月花';
const words: Wanted = {
  first: 'uixotryflummox',
  second: 'lkinharbour',
  folded: 'welkinharbour',
  han: '鶴亀松竹梅雪月花',
  segmented: '鶴 亀 松 竹 梅 雪 月 花',
};

/** The secret, typed as a draft, sent, answered and searched; gives what is looked for from then on. */
async function saySecret(): Promise<Wanted> {
  await test.page.call('draft.keep', { chatId: chat.id, text: `${secret} is typed`, tab: 'a tab' });
  await test.page.call('draft.keep', { chatId: chat.id, text: secret, tab: 'a tab' });
  await chat.say(secret);
  await test.page.call('search.find', { text: secret, chatId: chat.id });
  const model = await test.app.models.current();
  const ids = model.tokenizer.encode(secret);
  const answer = test.app.store.messages.path(chat.id).at(-1);
  const logits = test.app.store.messages.logits(answer?.id ?? 0)?.chosenLogits;
  return {
    ...words,
    ids: packTokenIds(ids),
    idsAsJson: ids.join(','),
    answerIds: packTokenIds(answer?.tokenIds ?? []),
    logits: Buffer.from(new Uint8Array(logits?.buffer ?? new ArrayBuffer(0))),
  };
}

/** What goes with a message of the chat is asked for, and done. */
async function erase(messageId: number, dropsTitle = false, chatId = chat.id) {
  const what = await test.page.call('turn.whatErases', { chatId, messageId });
  const { messageCount } = what;
  const copies = what.copies.map((copy) => ({
    chatId: copy.chatId,
    messageId: copy.messageId,
    messageCount: copy.messageCount,
  }));
  await test.page.call('turn.erase', { chatId, messageId: what.messageId, messageCount, dropsTitle, copies });
  return what;
}

const path = (chatId = chat.id) => test.app.store.messages.path(chatId).map(({ text }) => text);
const untilNothingIsFound = (wanted: Wanted) => until(() => foundBelow(dataDir, wanted).length === 0);
const snapshots = () => chat.events.flatMap((event) => (event.type === 'snapshot' ? [event.chat] : []));

describe('a chat that was deleted for good', () => {
  it('leaves nothing in any file while the application goes on', async () => {
    const wanted = await saySecret();
    await test.page.call('chat.rename', { chatId: chat.id, title: secret });
    await test.page.call('draft.keep', { chatId: chat.id, text: `${secret} once more` });
    expect(foundBelow(dataDir, wanted).length).toBeGreaterThan(4);
    await test.page.call('chat.delete', { chatId: chat.id });
    await test.page.call('chat.deleteForGood', { chatIds: [chat.id] });
    await untilNothingIsFound(wanted);
  });

  it('leaves nothing when the application ends right after', async () => {
    const wanted = await saySecret();
    await test.page.call('chat.delete', { chatId: chat.id });
    await test.page.call('chat.deleteForGood', { chatIds: [chat.id] });
    await test.close();
    expect(foundBelow(dataDir, wanted)).toEqual([]);
    test = openTestApplication({ dataDir });
  });
});

describe('a chat whose time is over', () => {
  it('leaves nothing once the second start that finds so has gone on for a while', async () => {
    const wanted = await saySecret();
    await test.page.call('chat.delete', { chatId: chat.id });
    await test.close();
    // As time passes: it was deleted long ago, and the start of yesterday had marked it.
    const long = new Database(join(dataDir, 'palimpsest.sqlite'));
    const agoMs = Date.now() - 40 * DAY_MS;
    long
      .prepare('UPDATE chats SET deleted_at_ms = ?, updated_at_ms = ?, purge_marked_at_ms = ?')
      .run(agoMs, agoMs, Date.now() - 2 * DAY_MS);
    long.close();
    expect(foundBelow(dataDir, wanted).length).toBeGreaterThan(4);
    test = openTestApplication({ dataDir });
    await untilNothingIsFound(wanted);
  });
});

describe('a turn that was erased', () => {
  it('takes what follows it along, with its title, and leaves nothing in any file nor in memory', async () => {
    const wanted = await saySecret();
    await chat.say('And then?');
    const [question] = test.app.store.messages.path(chat.id);
    const before = test.app.ledger.tokensOf(cacheKeyOf(chat.id));
    expect(before).toBeGreaterThan(4);
    const what = await erase(question?.id ?? 0);
    expect(what).toMatchObject({ messageCount: 4, turnCount: 2, title: { becomes: 'goes' }, copies: [] });
    expect(snapshots().at(-1)).toMatchObject({ title: '', messages: [], turns: [], isWhole: true });
    expect([path(), test.app.store.chats.get(chat.id)?.title]).toEqual([[], '']);
    await untilNothingIsFound(wanted);
    await until(() => test.app.ledger.tokensOf(cacheKeyOf(chat.id)) === 0);
    expect(JSON.stringify([...test.app.ledger.caches()])).not.toContain(String(wanted.idsAsJson));
    expect((await chat.say('Hello!')).state).toBe('done');
    expect(path()).toHaveLength(2);
  });

  it('leaves what was said before it, its cache is made anew, and the title stays', async () => {
    await chat.say('Hello! My name is Ada.');
    const wanted = await saySecret();
    const [first, , second] = test.app.store.messages.path(chat.id);
    const what = await erase(second?.id ?? 0);
    expect(what).toMatchObject({ messageCount: 2, turnCount: 1, title: { becomes: 'stays' } });
    expect(path()).toHaveLength(2);
    expect(snapshots().at(-1)?.messages[0]?.id).toBe(first?.id);
    await untilNothingIsFound(wanted);
    const used = () => test.app.chats.known(chat.id)?.usedTokens();
    await until(() => test.app.ledger.tokensOf(cacheKeyOf(chat.id)) === used());
    const found = await test.page.call('search.find', { text: 'Ada', chatId: chat.id });
    expect(found.groups.flatMap(({ hits }) => hits.map(({ messageId }) => messageId))).toContain(first?.id);
  });

  it('takes a title that a person made of its words along only where that is wanted', async () => {
    await chat.say('Hello!');
    await saySecret();
    await test.page.call('chat.rename', { chatId: chat.id, title: 'quixotryflummox WELKINHARBOUR' });
    const [, , second] = test.app.store.messages.path(chat.id);
    expect(await erase(second?.id ?? 0)).toMatchObject({ title: { becomes: 'offered' } });
    expect(test.app.store.chats.get(chat.id)?.title).toBe('quixotryflummox WELKINHARBOUR');
    await saySecret();
    const [, , again] = test.app.store.messages.path(chat.id);
    await erase(again?.id ?? 0, true);
    expect(test.app.store.chats.get(chat.id)?.title).toBe('Hello!');
    await untilNothingIsFound(words);
  });

  it('stays whole where one of its copies is being answered', async () => {
    await chat.say('Hello!');
    const elsewhere = await test.newChat();
    await elsewhere.say('Hello!');
    await elsewhere.send('Tell me a story about a boat.');
    const [question] = test.app.store.messages.path(chat.id);
    const [copy] = test.app.store.messages.path(elsewhere.id);
    const copies = [{ chatId: elsewhere.id, messageId: copy?.id ?? 0, messageCount: 4 }];
    const part = { chatId: chat.id, messageId: question?.id ?? 0, messageCount: 2, dropsTitle: false, copies };
    await expect(test.page.call('turn.erase', part)).rejects.toMatchObject({ code: 'waitForEnd' });
    expect([path().length, path(elsewhere.id).length]).toEqual([2, 4]);
    await elsewhere.untilEnded();
    await test.page.call('turn.erase', part);
    expect([path().length, path(elsewhere.id).length]).toEqual([0, 0]);
  });

  it('takes a title along that a copy had of it, also with the number that it got there', async () => {
    const wanted = await saySecret();
    await chat.say('And then?');
    await test.page.call('chat.rename', { chatId: chat.id, title: secret });
    const [question, , last] = test.app.store.messages.path(chat.id);
    await test.page.call('chat.branch', { chatId: chat.id, turnId: last?.turnId ?? 0, turnCount: null });
    await test.page.call('chat.rename', { chatId: chat.id, title: 'Something else' });
    const what = await erase(question?.id ?? 0);
    expect(what.title.becomes).toBe('stays');
    expect(what.copies).toMatchObject([{ chatTitle: `${secret} 2`, titleGoes: true }]);
    expect(test.app.store.chats.list().map(({ title }) => title)).toEqual(['', 'Something else']);
    await untilNothingIsFound(wanted);
  });

  it('stays whole where a copy is another than was named', async () => {
    await chat.say('Hello!');
    await chat.say('And then?');
    const [, , question] = test.app.store.messages.path(chat.id);
    const { chatId } = await test.page.call('chat.branch', {
      chatId: chat.id,
      turnId: question?.turnId ?? 0,
      turnCount: null,
    });
    const elsewhere = await test.watch(chatId);
    const what = await test.page.call('turn.whatErases', { chatId: chat.id, messageId: question?.id ?? 0 });
    expect(what.copies).toMatchObject([{ chatId, messageCount: 2 }]);
    await elsewhere.say('Something else.');
    const copies = what.copies.map(({ messageId, messageCount }) => ({ chatId, messageId, messageCount }));
    const { messageId, messageCount } = what;
    await expect(
      test.page.call('turn.erase', { chatId: chat.id, messageId, messageCount, dropsTitle: false, copies }),
    ).rejects.toMatchObject({ code: 'otherThanNamed' });
    expect([path().length, path(chatId).length]).toEqual([4, 6]);
    await erase(messageId);
    expect([path().length, path(chatId).length]).toEqual([2, 2]);
  });

  it('goes from a branch beside it, too, which a file with other words before it brought', async () => {
    await chat.say('Hello!');
    const wanted = await saySecret();
    const text = palimpsestText(test.app.store);
    await importText(test.app.store, text.replace('"text":"Hello!"', '"text":"Hallo!"'));
    const { messages } = test.app.store;
    const [, , question] = messages.path(chat.id);
    const below = (id: number | null): string[] =>
      messages.children(chat.id, id).flatMap((each) => [each.text, ...below(each.id)]);
    expect(below(null).filter((each) => each === secret)).toHaveLength(2);
    const what = await erase(question?.id ?? 0);
    expect(what.copies).toMatchObject([{ chatId: chat.id, messageCount: 2 }]);
    expect(path()).toHaveLength(2);
    await untilNothingIsFound(wanted);
    expect(below(null)).toHaveLength(4);
  });

  it('is erased once its answer has ended, and only as it was named', async () => {
    await chat.send('Tell me a story about a boat.');
    const [question] = test.app.store.messages.path(chat.id);
    const part = { chatId: chat.id, messageId: question?.id ?? 0, messageCount: 2, dropsTitle: false, copies: [] };
    await expect(test.page.call('turn.erase', part)).rejects.toMatchObject({ code: 'waitForEnd' });
    await chat.untilEnded();
    await chat.say('And then?');
    await expect(test.page.call('turn.erase', part)).rejects.toMatchObject({ code: 'otherThanNamed' });
    expect(path()).toHaveLength(4);
    await test.page.call('turn.erase', { ...part, messageCount: 4 });
    await expect(test.page.call('turn.erase', { ...part, messageCount: 4 })).rejects.toMatchObject({
      code: 'noSuchTurn',
    });
    await expect(
      test.page.call('turn.whatErases', { chatId: (await test.newChat()).id, messageId: part.messageId }),
    ).rejects.toMatchObject({ code: 'noSuchTurn' });
  });
});

describe('a branch that was erased', () => {
  it('leaves the other one, which is shown from then on', async () => {
    await chat.say('Hello!');
    const wanted = await saySecret();
    const [, , question, answer] = test.app.store.messages.path(chat.id);
    await test.page.call('turn.retry', { chatId: chat.id, turnId: question?.id ?? 0, acceptForgetting: [] });
    await chat.untilEnded();
    const other = test.app.store.messages.path(chat.id).at(-1);
    expect(other?.id).not.toBe(answer?.id);
    await chat.say('And then?');
    const what = await erase(other?.id ?? 0);
    expect(what).toMatchObject({ messageId: other?.id, messageCount: 3, turnCount: 1 });
    expect(test.app.store.messages.path(chat.id).at(-1)?.id).toBe(answer?.id);
    // Nobody would be left to answer the question.
    expect(await erase(answer?.id ?? 0)).toMatchObject({ messageId: question?.id, messageCount: 2 });
    expect(path()).toHaveLength(2);
    await untilNothingIsFound(wanted);
  });

  it('is erased where it is copied, too, also in a deleted chat', async () => {
    await chat.say('Hello!');
    const wanted = await saySecret();
    await chat.say('And then?');
    const { chats, messages } = test.app.store;
    const last = messages.path(chat.id).at(-1)?.turnId ?? 0;
    const branched = { chatId: chat.id, turnId: last, turnCount: null };
    const { chatId: copyId } = await test.page.call('chat.branch', branched);
    expect(test.app.store.chats.get(copyId)?.title).toBe('Hello! 2');
    await test.page.call('chat.rename', { chatId: copyId, title: 'The copy' });
    const elsewhere = await test.newChat();
    await elsewhere.say('Hello!');
    chats.delete(copyId, Date.now());
    const [, , question] = messages.path(chat.id);
    const what = await erase(question?.id ?? 0);
    expect(what.copies).toMatchObject([{ chatId: copyId, chatTitle: 'The copy', isDeleted: true, messageCount: 4 }]);
    expect([path().length, messages.path(copyId).length, path(elsewhere.id).length]).toEqual([2, 2, 2]);
    await untilNothingIsFound(wanted);
    // What both have still are no words of a turn that was erased.
    const [first] = messages.path(chat.id);
    const { copies } = await test.page.call('turn.whatErases', { chatId: chat.id, messageId: first?.id ?? 0 });
    expect(copies).toHaveLength(1);
  });
});

it('opens a store in which nothing is left to be done', async () => {
  await saySecret();
  const [question] = test.app.store.messages.path(chat.id);
  await erase(question?.id ?? 0);
  await test.close();
  const store = openStore(join(dataDir, 'palimpsest.sqlite'));
  expect(store.upkeep.purgeSome()).toBe(false);
  store.close();
  test = openTestApplication({ dataDir });
});

/** What was made of the model: nothing that anybody said. What was measured of it is beside that, and told anew all the while. */
function graphs(): readonly { readonly name: string; readonly bytes: number }[] {
  const folder = join(dataDir, 'graphs');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return files.map((name) => ({ name, bytes: statSync(join(folder, name)).size }));
}

describe('everything', () => {
  it('goes when that is asked for: chats, deleted ones, settings; every page is told, and a new chat begins', async () => {
    const wanted = await saySecret();
    const deleted = await test.newChat();
    await deleted.say(`${secret} again`);
    await test.page.call('chat.delete', { chatId: deleted.id });
    await test.page.call('app.configure', { settings: { language: 'en-XA', deletedKeptDays: 7 } });
    const told: AppEvent[] = [];
    test.page.stream('app.watch', {}, (event) => told.push(event)).result.catch(() => {});
    await until(() => told.length > 0);
    const before = await test.page.call('data.view', {});
    expect(before.folder).toBe(dataDir);
    expect(before.bytes.chats).toBeGreaterThan(50_000);
    expect(before.bytes.models).toBeGreaterThan(1_000_000);
    const graphsBefore = graphs();
    expect(graphsBefore).not.toEqual([]);

    await test.page.call('data.eraseAll', {});
    expect(foundBelow(dataDir, wanted)).toEqual([]);
    expect(graphs()).toEqual(graphsBefore);
    const { bytes } = await test.page.call('data.view', {});
    expect(bytes.models).toBeGreaterThanOrEqual(graphsBefore.reduce((sum, graph) => sum + graph.bytes, 0));
    expect(chat.events.at(-1)).toEqual({ type: 'deleted' });
    expect(told.flatMap((event) => (event.type === 'chats' ? event.removedIds : []))).toEqual([chat.id]);
    expect(told.filter(({ type }) => type === 'settings').at(-1)).toMatchObject({
      settings: { language: 'system', deletedKeptDays: 30 },
    });
    expect(told.filter(({ type }) => type === 'deleted').at(-1)).toEqual({ type: 'deleted', deletedCount: 0 });
    const { chatId } = await test.page.call('chat.create', {});
    expect(chatId).toBeGreaterThan(deleted.id);
    expect((await (await test.watch(chatId)).say('Hello!')).state).toBe('done');
    expect((await test.page.call('search.find', { text: 'flummox', chatId: null })).groups).toEqual([]);
  });

  it('goes also while an answer is written', async () => {
    const settings = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 256 };
    await test.page.call('chat.configure', { chatId: chat.id, settings });
    await chat.send(secret);
    await until(() => chat.events.some((event) => event.type === 'text'));
    await test.page.call('data.eraseAll', {});
    expect(foundBelow(dataDir, words)).toEqual([]);
    expect(test.app.store.chats.list()).toEqual([]);
    expect(test.app.answeringChats()).toEqual([]);
  });
});
