import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ExportEvent } from '../../shared/export-view.ts';
import { askedExport, plainExport } from '../test-support/asked-export.ts';
import { openTestApplication, type TestApplication } from '../test-support/open-test-application.ts';
import { makeTurn, receipt, say } from '../test-support/stored-turns.ts';

let test: TestApplication;
let folder: string;

beforeAll(() => {
  test = openTestApplication();
});
afterAll(() => test.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A chat of two turns, the first of which was asked again. */
function twoTurns(title: string) {
  const { store } = test.app;
  const chatId = store.chats.create(1_700_000_000_000);
  const first = say(store, chatId, 'My name is *Ada*.');
  const second = say(store, chatId, 'What is my name?', first.assistantId);
  store.chats.rename(chatId, title);
  return { chatId, first, second };
}

/** Asks the first turn again: what was shown becomes another branch. */
function askAgain({ chatId, first }: ReturnType<typeof twoTurns>): void {
  const { store } = test.app;
  const { assistant } = store.turns.begin(makeTurn(chatId, 'My name is *Ada*.', { again: first.userId }));
  const end = { text: 'Another answer', tokenIds: [7], state: 'done', receipt: null, nowMs: 3_000 } as const;
  const logits = { chosenLogits: Float32Array.of(1), largestLogits: Float32Array.of(1) };
  store.turns.finish({ messageId: assistant.id, ...end, ...logits });
}

const textOf = async (asked: ReturnType<typeof askedExport>) => (await test.page.call('export.text', asked)).text;

function save(asked: ReturnType<typeof askedExport>, kind: 'file' | 'folder', path: string) {
  test.app.destinations.allow('place', { kind, path });
  const events: ExportEvent[] = [];
  const stream = test.page.stream('export.save', { ...asked, destination: 'place' }, (event) => events.push(event));
  return { ...stream, events };
}

async function download(asked: ReturnType<typeof askedExport>) {
  let path = '';
  const stream = test.page.stream('export.download', asked, (event) => {
    if (event.type === 'ready') path = event.path;
  });
  while (path === '') await new Promise((resolve) => setTimeout(resolve, 2));
  const taken = test.app.downloads.take(path.replace('/export/', ''));
  if (!taken) throw new Error('The ticket is not good.');
  const parts: Uint8Array[] = [];
  for await (const part of taken.bytes) parts.push(part);
  return { name: taken.fileName, bytes: Buffer.concat(parts), result: await stream.result };
}

describe('what is written', () => {
  it('is the branch that is shown, with its words as words', async () => {
    const chat = twoTurns('Names');
    const text = await textOf(askedExport([chat.chatId]));
    expect(text).toContain('# Names\n');
    expect(text).toContain('My name is \\*Ada\\*.');
    expect(text.indexOf('Answer to My name')).toBeLessThan(text.indexOf('What is my name?'));
    expect(text).not.toContain('reused');
  });

  it('has receipts as they are stored, and nothing that was not measured', async () => {
    const chat = twoTurns('Numbers');
    const text = await textOf(askedExport([chat.chatId], { options: { ...plainExport, receipts: true } }));
    const own = receipt.reusedTokens - (receipt.sharedTokens ?? 0);
    expect(text).toContain(`reused ${own} · shared ${receipt.sharedTokens} · read ${receipt.prefilledTokens}`);
    expect(text).toContain(`took over ${receipt.takenOverTokens} · wrote ${receipt.decodedTokens}`);
    askAgain(chat);
    const again = await textOf(askedExport([chat.chatId], { options: { ...plainExport, receipts: true } }));
    expect(again).toContain('Another answer');
    expect(again).not.toContain('reused');
  });

  it('says what was forgotten, by the turns’ names and the tokens they had then', async () => {
    const { store } = test.app;
    const chat = twoTurns('Forgetting');
    const forgotten = [{ turnId: chat.first.userId, tokens: 31 }];
    const { assistant } = store.turns.begin(
      makeTurn(chat.chatId, 'Third', {
        ...{ parentId: chat.second.assistantId, forgotten, forgottenAtMs: 1_700_000_000_000 },
        ...{ windowStartId: chat.second.userId, promptTurnIds: [chat.second.userId] },
      }),
    );
    const end = { text: 'Yes', tokenIds: [7], state: 'done', receipt: null, nowMs: 3_000 } as const;
    const logits = { chosenLogits: Float32Array.of(1), largestLogits: Float32Array.of(1) };
    store.turns.finish({ messageId: assistant.id, ...end, ...logits });
    const text = await textOf(askedExport([chat.chatId], { options: { ...plainExport, forgetting: true } }));
    expect(text).toContain('> forgot 1 turn to make room (31 tokens, ');
    expect(text).toContain('> - “My name is \\*Ada\\*.” (31 tokens)');
    expect(text.match(/no longer seen by the model/g)).toHaveLength(1);
    expect(await textOf(askedExport([chat.chatId]))).not.toContain('forgot');
  });

  it('has other branches when they are asked for, each message once', async () => {
    const chat = twoTurns('Branches');
    askAgain(chat);
    const counts = await test.page.call('export.count', { selection: askedExport([chat.chatId]).selection });
    expect(counts).toMatchObject({ chats: 1, messages: 2, otherMessages: 3 });
    expect(await textOf(askedExport([chat.chatId]))).not.toContain('What is my name?');
    const text = await textOf(askedExport([chat.chatId], { options: { ...plainExport, otherBranches: true } }));
    expect(text).toContain('## Other branch 1\n\n*After “My name is \\*Ada\\*.”*');
    expect(text.match(/Answer to My name/g)).toHaveLength(1);
    expect(text.match(/^What is my name\?$/gm)).toHaveLength(1);
  });

  it('has deleted chats only when they are ticked, and says that they were', async () => {
    const all = (withDeleted: boolean) => askedExport([], { selection: { type: 'all', withDeleted } });
    const count = () => test.page.call('export.count', { selection: all(true).selection });
    const before = await count();
    twoTurns('Kept');
    const gone = twoTurns('Gone');
    await test.page.call('chat.delete', { chatId: gone.chatId });
    expect(await textOf(all(false))).not.toContain('# Gone');
    const text = await textOf(all(true));
    expect(text).toContain('# Kept');
    // Its day is the one of where the machine is.
    const day = new Intl.DateTimeFormat('en', { dateStyle: 'long' }).format(1_700_000_000_000);
    expect(text).toContain(`# Gone\n\n*${day}`);
    expect(text).toContain('This chat was in Recently deleted.');
    expect(await count()).toMatchObject({ chats: before.chats + 2, messages: before.messages + 8, deletedChats: 1 });
    await expect(textOf(askedExport([gone.chatId]))).rejects.toMatchObject({ code: 'nothingToExport' });
  });

  it('has of all chats none with which nothing was ever done, but where it is the one that was chosen', async () => {
    const all = { type: 'all', withDeleted: true } as const;
    const before = await test.page.call('export.count', { selection: all });
    const chatId = test.app.store.chats.create(1);
    expect(await test.page.call('export.count', { selection: all })).toEqual(before);
    expect(await test.page.call('export.count', { selection: { type: 'chats', chatIds: [chatId] } })).toMatchObject({
      ...{ chats: 1, messages: 0 },
    });
    test.app.store.drafts.save(chatId, 'Something unsent');
    expect(await test.page.call('export.count', { selection: all })).toMatchObject({ chats: before.chats + 1 });
  });

  it('is the words of an answer that is being written, as far as they go', async () => {
    const heard = await test.newChat();
    await heard.send('Hello! My name is Ada.');
    const running = test.app.chats.known(heard.id)?.running;
    expect(await textOf(askedExport([heard.id]))).toContain('was still being written');
    expect(running).not.toBeNull();
    await heard.untilEnded();
    const turnId = test.app.store.messages.path(heard.id)[0]?.id ?? 0;
    const { text } = await test.page.call('export.turn', { chatId: heard.id, turnId, language: 'en' });
    expect(text).toContain('**You** · *');
    expect(text).toContain('Hello! My name is Ada.');
    expect(text).not.toContain('still being written');
  });

  it('is told by its beginning and its file’s name before', async () => {
    const { store } = test.app;
    const { chatId } = twoTurns('A: name?');
    let parentId = store.messages.path(chatId).at(-1)?.id ?? null;
    for (let index = 0; index < 60; index++) parentId = say(store, chatId, 'long '.repeat(500), parentId).assistantId;
    const preview = await test.page.call('export.preview', askedExport([chatId], { format: 'html' }));
    expect(preview).toMatchObject({ type: 'html', isCut: true });
    expect(preview.fileName).toMatch(/^\d{4}-\d\d-\d\d A name\.html$/);
    expect(preview.text.length).toBeLessThan(80_000);
    const whole = await textOf(askedExport([chatId], { format: 'html' }));
    expect(whole.startsWith(preview.text)).toBe(true);
  });
});

describe('a page that is written', () => {
  it('has the same tags whatever was said', async () => {
    const { store } = test.app;
    const write = async (words: string) => {
      const chatId = store.chats.create(1_700_000_000_000);
      say(store, chatId, words);
      store.chats.rename(chatId, words);
      const text = await textOf(askedExport([chatId], { format: 'html', options: { ...plainExport, receipts: true } }));
      return text.match(/<[^>]*>/g);
    };
    const hostile = '</title></script><img src=x onerror=alert(1)><!-- " \' > --><style>*{display:none}</style>\u0000';
    expect(await write(hostile)).toEqual(await write('Nothing but words'));
  });
});

describe('saving', () => {
  it('writes one file where a person chose, and tells what it wrote', async () => {
    const { chatId } = twoTurns('One');
    const path = join(folder, 'chosen.md');
    const saving = save(askedExport([chatId]), 'file', path);
    const result = await saving.result;
    const text = readFileSync(path, 'utf8');
    expect(text).toBe(await textOf(askedExport([chatId])));
    expect(result).toEqual({ path, files: 1, chats: 1, bytes: Buffer.byteLength(text) });
    expect(saving.events[0]).toEqual({ type: 'progress', doneMessages: 0, totalMessages: 4 });
    expect(readdirSync(folder)).toEqual(['chosen.md']);
  });

  it('writes several chats as one new folder of files whose names differ, and never into one that is there', async () => {
    const chatIds = [twoTurns('Same').chatId, twoTurns('SAME').chatId, twoTurns('CON').chatId];
    const first = await save(askedExport(chatIds), 'folder', folder).result;
    const second = await save(askedExport(chatIds), 'folder', folder).result;
    expect(first.files).toBe(3);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(second.path).toBe(`${first.path} (2)`);
    const names = readdirSync(first.path ?? '').map((name) => name.slice('2026-11-28 '.length).toLowerCase());
    expect(names.sort()).toEqual(['con.md', 'same (2).md', 'same.md']);
  });

  it('leaves nothing, and what stood there, when it is cancelled', async () => {
    const chatIds = Array.from({ length: 30 }, (_, index) => twoTurns(`Chat ${index}`).chatId);
    const path = join(folder, 'there.md');
    writeFileSync(path, 'before');
    const one = save(askedExport([chatIds[0] as number]), 'file', path);
    one.cancel();
    await expect(one.result).rejects.toMatchObject({ code: 'exportCancelled' });
    const several = save(askedExport(chatIds), 'folder', folder);
    // In the middle: a part of it is there.
    while (readdirSync(folder).length < 2) await new Promise((resolve) => setImmediate(resolve));
    several.cancel();
    await expect(several.result).rejects.toMatchObject({ code: 'exportCancelled' });
    expect(readdirSync(folder)).toEqual(['there.md']);
    expect(readFileSync(path, 'utf8')).toBe('before');
  });

  it('says why a place cannot be written to, and leaves nothing', async () => {
    const { chatId } = twoTurns('Nowhere');
    const gone = join(folder, 'gone', 'file.md');
    await expect(save(askedExport([chatId]), 'file', gone).result).rejects.toMatchObject({
      ...{ code: 'notExported', details: { file: 'file.md', folder: join(folder, 'gone'), cause: 'ENOENT' } },
    });
    mkdirSync(join(folder, 'taken.md'));
    await expect(save(askedExport([chatId]), 'file', join(folder, 'taken.md')).result).rejects.toMatchObject({
      ...{ code: 'notExported', details: { cause: 'EISDIR' } },
    });
    expect(readdirSync(folder)).toEqual(['taken.md']);
  });

  it('takes a place once, and none that nobody chose', async () => {
    const { chatId } = twoTurns('Once');
    await save(askedExport([chatId]), 'file', join(folder, 'a.md')).result;
    const again = test.page.stream('export.save', { ...askedExport([chatId]), destination: 'place' }, () => {});
    await expect(again.result).rejects.toMatchObject({ code: 'badInput' });
  });
});

describe('a download', () => {
  it('of one chat is its file', async () => {
    const { chatId } = twoTurns('One');
    const { name, bytes, result } = await download(askedExport([chatId], { format: 'text' }));
    expect(name).toMatch(/ One\.txt$/);
    expect(bytes.toString()).toContain('  My name is *Ada*.\n');
    expect(result).toEqual({ path: null, files: 1, chats: 1, bytes: bytes.byteLength });
  });

  it('of several is a zip of all their files', async () => {
    const chatIds = [twoTurns('甲').chatId, twoTurns('乙').chatId];
    const { name, bytes, result } = await download(askedExport(chatIds, { format: 'html' }));
    expect(result).toEqual({ path: null, files: 2, chats: 2, bytes: bytes.byteLength });
    expect(name).toMatch(/ Palimpsest, 2 chats\.zip$/);
    const files = unzipSync(new Uint8Array(bytes));
    expect(
      Object.keys(files)
        .map((file) => file.slice('2026-11-28 '.length))
        .sort(),
    ).toEqual(['乙.html', '甲.html']);
    for (const file of Object.values(files)) expect(strFromU8(file)).toMatch(/^<!doctype html>.*<\/html>\n$/s);
  });
});

it('is taken away when the application closes in the middle of it', async () => {
  const own = openTestApplication();
  const { store } = own.app;
  const chatIds = Array.from({ length: 40 }, (_, index) => {
    const chatId = store.chats.create(1_700_000_000_000);
    say(store, chatId, `Chat ${index}`);
    return chatId;
  });
  own.app.destinations.allow('place', { kind: 'folder', path: folder });
  const begun = new Promise<void>((resolve) => {
    const asked = { ...askedExport(chatIds), destination: 'place' };
    own.page.stream('export.save', asked, () => resolve()).result.catch(() => {});
  });
  await begun;
  await own.close();
  expect(readdirSync(folder)).toEqual([]);
});
