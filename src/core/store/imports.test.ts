import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';
import { emptyChat, archivedMessage as message } from '../test-support/archived-chats.ts';
import { answeredBy, makeTurn, none, receipt, sampling, say } from '../test-support/stored-turns.ts';
import type { ArchivedMessage } from './archive.ts';
import { openStore, type Store } from './store.ts';
import { writeTrees } from './write-trees.ts';

const makeFile = () => join(mkdtempSync(join(tmpdir(), 'palimpsest-archive-')), 'palimpsest.sqlite');

describe('an import', () => {
  it('is seen by nothing until it is finished, and then whole', () => {
    const store = openStore(':memory:');
    store.archive.begin('one');
    const chatId = store.archive.addChat('one', { ...emptyChat, activeLeafId: 2 });
    for (const each of [message(1, null), message(2, 1)])
      expect(store.archive.addMessages('one', chatId, [each])).toBe(1);
    expect([store.chats.list(), store.chats.newest(), store.chats.findEmpty()]).toEqual([[], null, null]);
    expect([store.chats.get(chatId), store.chats.getAny(chatId), store.chats.listing(chatId)]).toEqual([
      null,
      null,
      null,
    ]);
    expect([store.messages.get(1), store.messages.path(chatId), store.settings.ofChat(chatId)]).toEqual([null, [], {}]);
    expect(store.archive.readChat(chatId)).toBeNull();
    expect(store.archive.readMessages(chatId, { afterId: 0, count: 9 })).toEqual([]);
    expect(() => store.turns.begin(makeTurn(chatId, 'x'))).toThrow(saying('not there any more'));
    expect(() => store.drafts.save(chatId, 'x')).toThrow(saying('not there any more'));
    expect(store.upkeep.purgeSome()).toBe(false);
    expect(store.archive.finish('one')).toEqual([chatId]);
    expect(store.messages.path(chatId).map((each) => each.text)).toEqual(['text 1', 'text 2']);
    expect(store.settings.ofChat(chatId)).toEqual({ topK: 3 });
    expect(() => store.archive.finish('one')).toThrow('no import');
  });

  it('that is given up leaves nothing', () => {
    const store = openStore(':memory:');
    store.archive.begin('one');
    const chatId = store.archive.addChat('one', emptyChat);
    // One by one: as many are taken at once as a short time allows.
    for (const each of [message(1, null), message(2, 1)]) store.archive.addMessages('one', chatId, [each]);
    store.archive.abandon('one');
    expect(() => store.archive.addMessages('one', chatId, [message(3, 2)])).toThrow('no import');
    expect(store.upkeep.purgeSome()).toBe(true);
    while (store.upkeep.purgeSome());
    expect(store.archive.readMessages(chatId, { afterId: 0, count: 9 })).toEqual([]);
    expect(say(store, store.chats.create(1), 'Hello').userId).toBe(3);
  });

  it.each<[string, ArchivedMessage[]]>([
    ['a parent that comes later', [message(2, 1), message(1, null)]],
    ['an answer to an answer', [message(1, null), message(2, 1), message(3, 2)]],
    ['a question behind a question', [message(1, null), message(2, 1, { role: 'user' })]],
    ['an answer that answers nothing', [message(1, null, { role: 'assistant' })]],
    ['a window that starts nowhere', [message(1, null), message(2, 1, { windowStartId: 9 })]],
    [
      'a turn that was forgotten nowhere',
      [message(1, null), message(2, 1, { used: { sampling, seed: 1 }, forgotten: [{ turnId: 9, tokens: 3 }] })],
    ],
    ['a prompt of no turns', [message(1, null), message(2, 1, { used: { sampling, seed: 1 }, promptTurnIds: [2] })]],
    ['an act on nothing', [message(1, null, { acts: [{ kind: 'pinned', turnId: 5, value: true, atMs: 1 }] })]],
  ])('with %s is refused whole', async (_, messages) => {
    const store = openStore(':memory:');
    const trees = [
      { chat: emptyChat, batches: [[message(7, null)]] },
      { chat: emptyChat, batches: [messages] },
    ];
    await expect(writeTrees(store.archive, 'one', trees)).rejects.toThrow('of the archive');
    expect(store.chats.list()).toEqual([]);
    while (store.upkeep.purgeSome());
    expect(await writeTrees(store.archive, 'one', [{ chat: emptyChat, batches: [[message(7, null)]] }])).toHaveLength(
      1,
    );
  });

  it('takes a part of what it is given when that would take long, and goes on behind it', async () => {
    const store = openStore(makeFile());
    const messages = Array.from({ length: 4_000 }, (_, index) =>
      message(index + 1, index === 0 ? null : index, {
        role: index % 2 ? 'assistant' : 'user',
        text: 'words '.repeat(200),
      }),
    );
    store.archive.begin('one');
    const chatId = store.archive.addChat('one', { ...emptyChat, activeLeafId: 4_000 });
    const taken = store.archive.addMessages('one', chatId, messages);
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(4_000);
    store.archive.abandon('one');
    const [whole] = await writeTrees(store.archive, 'two', [
      { chat: { ...emptyChat, activeLeafId: 4_000 }, batches: [messages] },
    ]);
    expect(store.messages.path(whole as number)).toHaveLength(4_000);
    store.close();
  });

  it('of 50,000 messages holds up no other write', { timeout: 120_000 }, async () => {
    const store = openStore(makeFile());
    const chatId = store.chats.create(1);
    const waits: number[] = [];
    let isOver = false;
    const writing = (async () => {
      let parentId: number | null = null;
      while (!isOver) {
        const dueAtMs = performance.now() + 20;
        await new Promise((resolve) => setTimeout(resolve, 20));
        const { assistant } = store.turns.begin(makeTurn(chatId, 'Hello', { parentId }));
        waits.push(performance.now() - dueAtMs);
        const end = {
          messageId: assistant.id,
          text: 'Hi',
          tokenIds: [1],
          ...none,
          state: 'done',
          receipt,
          nowMs: 3,
        } as const;
        store.turns.finish(end);
        parentId = assistant.id;
      }
    })();
    function* batches() {
      for (let start = 0; start < 50_000; start += 100) {
        yield Array.from({ length: 100 }, (_, index) => {
          const id = start + index + 1;
          const words = { text: 'Grey and calm, with a line of light in the west.', tokenIds: Array(12).fill(id) };
          if (index % 2 === 0) return message(id, id === 1 ? null : id - 1, { role: 'user', ...words });
          const logits = { chosenLogits: new Float32Array(12), largestLogits: new Float32Array(12) };
          return message(id, id - 1, {
            ...words,
            logits,
            used: { sampling, seed: 1 },
            promptTurnIds: [id - 1],
            receipt,
            answeredBy,
          });
        });
      }
    }
    const partsMs: number[] = [];
    const archive: Store['archive'] = {
      ...store.archive,
      addMessages: (...input) => {
        const before = process.cpuUsage();
        const count = store.archive.addMessages(...input);
        const { user, system } = process.cpuUsage(before);
        partsMs.push((user + system) / 1_000);
        return count;
      },
    };
    const [imported] = await writeTrees(archive, 'one', [
      { chat: { ...emptyChat, activeLeafId: 50_000 }, batches: batches() },
    ]);
    isOver = true;
    await writing;
    expect(store.messages.newest(imported as number, 3).at(-1)?.text).toContain('Grey');
    expect(store.messages.path(imported as number)).toHaveLength(50_000);
    expect(waits.length).toBeGreaterThan(20);
    // How long one part takes of the processor holds on a busy machine as well; a wait is also what others make it.
    expect(Math.max(...partsMs)).toBeLessThan(50);
    const sorted = waits.sort((one, two) => one - two);
    expect(sorted[sorted.length >> 1]).toBeLessThan(50);
    expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThan(250);
    store.close();
  });
});

/** Imports batch after batch, and says how many messages are stored. */
const importScript = (file: string) => `
  const { openStore } = await import(${JSON.stringify(join(import.meta.dirname, 'store.ts'))});
  const store = openStore(${JSON.stringify(file)});
  store.archive.begin('one');
  const chat = ${JSON.stringify(emptyChat)};
  const chatId = store.archive.addChat('one', chat);
  let id = 0;
  setInterval(() => {
    const batch = Array.from({ length: 10 }, () => ({
      id: ++id, uid: String(id).padStart(32, '0'), parentId: id === 1 ? null : id - 1, role: id % 2 ? 'user' : 'assistant',
      sendKey: null, text: 'words', tokenIds: [1], tokenizerHash: 'h', state: 'done', failure: null, createdAtMs: 1, endedAtMs: 2,
      answeredBy: null, promptTurnIds: null, used: null, receipt: null, windowStartId: null, forgottenAtMs: null, forgotten: [], unseenTurnId: null, isEdited: false, logits: null,
      acts: [],
    }));
    for (let start = 0; start < batch.length; ) start += store.archive.addMessages('one', chatId, batch.slice(start));
    process.stdout.write(id + '\\n');
  }, 1);`;

describe('a process that is killed while it imports', () => {
  it('leaves nothing that can be seen, and the next start removes the rest', async () => {
    const file = makeFile();
    const args = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', '--input-type=module', '-e'];
    const child = spawn(process.execPath, [...args, importScript(file)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.split('\n').length > 20) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const store = openStore(file, { recoversAtMs: 1 });
    expect([store.chats.list(), store.chats.getAny(1), store.messages.get(1)]).toEqual([[], null, null]);
    expect(store.upkeep.purgeSome()).toBe(true);
    while (store.upkeep.purgeSome());
    const { userId } = say(store, store.chats.create(1), 'Hello');
    expect(userId).toBeGreaterThan(200);
    expect(store.messages.uid(userId)).not.toBeNull();
    // Its uids are free again, since its rows are gone.
    const ids = await writeTrees(store.archive, 'one', [{ chat: emptyChat, batches: [] }]);
    expect(store.chats.get(ids[0] as number)?.uid).toBe(emptyChat.uid);
    store.close();
  });
});
