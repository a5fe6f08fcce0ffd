import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';

/** Mounts of our own, seen by nobody else, need rights that not every machine gives. */
const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-m', 'sh', '-c', `mount -t tmpfs tmpfs ${mkdtempSync(join(tmpdir(), 'palimpsest-mount-'))}`])
    .status === 0;

const prelude = (folder: string) => `
  const { execFileSync } = await import('node:child_process');
  const fs = await import('node:fs');
  const { openStore } = await import(${JSON.stringify(join(import.meta.dirname, 'store.ts'))});
  const { migrate } = await import(${JSON.stringify(join(import.meta.dirname, 'migrations.ts'))});
  const { default: Database } = await import('better-sqlite3');
  const folder = ${JSON.stringify(folder)};
  const file = folder + '/palimpsest.sqlite';
  const mount = (...options) => execFileSync('mount', options);
  mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder);
  const fill = () => {
    const rest = fs.openSync(folder + '/rest', 'a');
    try { for (let size = 65536; size >= 1; size /= 2) try { for (;;) fs.writeSync(rest, Buffer.alloc(size)); } catch {} }
    finally { fs.closeSync(rest); }
  };
  const sampling = {
    isGreedy: false, temperature: 0.8, topK: 40, topP: 0.95, repetitionPenalty: 1, seed: null, maxReplyTokens: 96,
    stopTexts: [], policy: 'dropOldest', telling: 'show', usedWindowTokens: null,
  };
  const none = { chosenLogits: new Float32Array(0), largestLogits: new Float32Array(0) };
  const begin = (store, chatId, text) => store.turns.begin({
    chatId, parentId: null, text, tokenIds: [], tokenizerHash: 'h', windowStartId: null, forgottenAtMs: null, forgotten: [], nowMs: 2,
    sendKey: null, again: null, acts: [], promptTurnIds: [], seed: 12, answeredBy: null, sampling,
  });
  const code = (action) => { try { action(); return 'done'; } catch (error) { return { code: error.code, details: error.details }; } };
  // Ends without closing anything, so that everything is in the log alone.
  const leaveInLog = (write) => {
    const folderBefore = folder + '/before';
    fs.mkdirSync(folderBefore);
    const store = openStore(folderBefore + '/palimpsest.sqlite');
    write(store);
    for (const end of ['', '-wal']) fs.copyFileSync(folderBefore + '/palimpsest.sqlite' + end, file + end);
    store.close();
    fs.rmSync(folderBefore, { recursive: true });
  };
  const tell = (store) => ({
    readOnly: store.readOnly?.code ?? null,
    failure: store.readOnly,
    titles: store.chats.list().map(({ title }) => title),
    states: store.chats.list().flatMap(({ id }) => store.messages.path(id).map(({ text, state }) => text + ' ' + state)),
  });
  const say = (told) => process.stdout.write(JSON.stringify(told));
`;

/** Runs a script with a small disk of its own mounted on a folder, and gives what it says. */
function onSmallDisk(script: string): Record<string, unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-disk-'));
  const args = ['-m', process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e'];
  const output = execFileSync('unshare', [...args, prelude(folder) + script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

const spoken = "const write = (store) => { begin(store, store.chats.create(1), 'Hello'); };";

describe.skipIf(!canMount)('a disk that is read-only', () => {
  it('lets the chats be read that are in the log alone, and says why none can be written', () => {
    const told = onSmallDisk(`
      ${spoken}
      leaveInLog(write);
      mount('-o', 'remount,ro', folder);
      const store = openStore(file);
      const chatId = store.chats.list()[0].id;
      const writes = {
        create: () => store.chats.create(2), saveDraft: () => store.drafts.save(chatId, 'x'),
        begin: () => begin(store, chatId, 'x'), set: () => store.settings.configureApp({ language: 'de' }),
        configure: () => store.settings.configureChat(chatId, { topK: 1 }), delete: () => store.chats.delete(chatId, 3),
      };
      const results = Object.values(writes).map(code);
      const upkeep = [store.turns.recover(1), store.upkeep.retireOverdue({ nowMs: 1, keptDays: 0 }), store.upkeep.purgeSome()];
      say({ ...tell(store), results, upkeep, files: fs.readdirSync(folder).sort() });
      store.close();`);
    expect(told).toMatchObject({ readOnly: 'notWritable', titles: ['Hello'], states: ['Hello done', ' failed'] });
    expect(told.failure).toEqual(saying('cannot be written to'));
    expect(told.results).toEqual(Array(6).fill(told.failure));
    expect(told.upkeep).toEqual([0, 0, false]);
    expect(told.files).toEqual(['palimpsest.sqlite', 'palimpsest.sqlite-wal']);
  });

  it('lets chats of an earlier schema be read', () => {
    const told = onSmallDisk(`
      const old = new Database(file);
      old.pragma('application_id = ' + 0x506c6d70);
      old.pragma('journal_mode = WAL');
      migrate(old, 1);
      old.exec("INSERT INTO chats (title, created_at_ms, updated_at_ms) VALUES ('kept', 1, 2)");
      old.close();
      mount('-o', 'remount,ro', folder);
      const store = openStore(file);
      say({ ...tell(store), uid: store.chats.get(1).uid.length });`);
    expect(told).toMatchObject({ readOnly: 'notWritable', titles: ['kept'], uid: 32 });
  });

  it('opens without chats where there are none yet', () => {
    const told = onSmallDisk("mount('-o', 'remount,ro', folder); say(tell(openStore(file)));");
    expect(told).toMatchObject({ readOnly: 'notWritable', titles: [] });
  });
});

describe.skipIf(!canMount)('a disk that is full', () => {
  it('lets the chats be read, in a start as well', () => {
    const told = onSmallDisk(`
      ${spoken}
      leaveInLog(write);
      fill();
      say(tell(openStore(file, { recoversAtMs: 9 })));`);
    expect(told).toMatchObject({ readOnly: 'diskFull', titles: ['Hello'], states: ['Hello done', ' failed'] });
    expect(told.failure).toEqual(saying('is full'));
  });

  it('opens without chats where there are none yet', () => {
    expect(onSmallDisk('fill(); say(tell(openStore(file)));')).toMatchObject({ readOnly: 'diskFull', titles: [] });
  });

  it('is told at each write, stores a thing whole or not at all, and is forgiven when there is room again', () => {
    const told = onSmallDisk(`
      const store = openStore(file);
      const chatId = store.chats.create(1);
      const { assistant } = begin(store, chatId, 'Hello');
      fill();
      // What the log has room for already takes a little more.
      let stored = 0, refusal = 'done';
      while (refusal === 'done') {
        refusal = code(() => begin(store, store.chats.create(2), 'words '.repeat(500)));
        if (refusal === 'done') stored++;
      }
      const long = 'x'.repeat(200_000);
      const end = { messageId: assistant.id, text: long, tokenIds: [], ...none, state: 'done', receipt: null, nowMs: 3 };
      const refusals = [
        refusal,
        code(() => store.drafts.save(chatId, long)),
        code(() => store.turns.savePartial(assistant.id, long, [], none.chosenLogits, none.largestLogits)),
        code(() => store.turns.finish(end)),
      ];
      const whole = store.chats.list().filter(({ title }) => title.startsWith('words')).length;
      fs.rmSync(folder + '/rest');
      store.drafts.save(chatId, long);
      const ended = store.turns.finish(end);
      store.close();
      const again = openStore(file);
      say({ refusals, stored, whole, text: ended.text.length, draft: again.drafts.get(chatId).length });`);
    expect(told.refusals).toHaveLength(4);
    for (const refusal of told.refusals as object[]) expect(refusal).toEqual(saying(/^The disk of .* is full\.$/));
    expect(told.whole).toBe(told.stored);
    expect(told).toMatchObject({ text: 200_000, draft: 200_000 });
  });

  it('has no room for the copy before a migration: nothing is migrated, and the chats are read', () => {
    const told = onSmallDisk(`
      const old = new Database(file);
      old.pragma('application_id = ' + 0x506c6d70);
      old.pragma('journal_mode = WAL');
      migrate(old, 1);
      old.exec("INSERT INTO chats (title, created_at_ms, updated_at_ms, draft) VALUES ('kept', 1, 2, ZEROBLOB(0) || PRINTF('%.*c', 900000, 'x'))");
      old.close();
      fs.writeFileSync(folder + '/rest', Buffer.alloc(600_000));
      const store = openStore(file);
      const told = tell(store);
      store.close();
      const after = new Database(file, { readonly: true });
      say({ ...told, schema: after.pragma('user_version', { simple: true }), files: fs.readdirSync(folder).sort() });`);
    expect(told).toMatchObject({ readOnly: 'diskFull', titles: ['kept'], schema: 1 });
    expect(told.failure).toEqual(saying('MB are needed'));
    expect((told.files as string[]).filter((name) => name.includes('before-schema'))).toEqual([]);
  });
});
