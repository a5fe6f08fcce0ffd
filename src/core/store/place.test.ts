import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore } from './store.ts';

function openInFolder() {
  const folder = join(mkdtempSync(join(tmpdir(), 'palimpsest-place-')), 'data');
  mkdirSync(folder);
  const file = join(folder, 'palimpsest.sqlite');
  const store = openStore(file);
  const chatId = store.chats.create(1);
  store.drafts.save(chatId, 'before');
  return { folder, file, store, chatId, elsewhere: join(dirname(folder), 'elsewhere') };
}

// Windows lets nobody move or remove a file that is open.
describe.skipIf(process.platform === 'win32')('a data folder', () => {
  const acts: readonly [name: string, act: (opened: ReturnType<typeof openInFolder>) => void][] = [
    ['is moved', ({ folder, elsewhere }) => renameSync(folder, elsewhere)],
    ['is removed', ({ folder }) => rmSync(folder, { recursive: true })],
    ['loses its database', ({ file }) => rmSync(file)],
    ['loses its log', ({ file }) => rmSync(`${file}-wal`)],
    [
      'is replaced by a copy',
      ({ folder, elsewhere }) => {
        renameSync(folder, elsewhere);
        cpSync(elsewhere, folder, { recursive: true });
      },
    ],
  ];

  it.each(acts)('that %s is told at every write, and read on', (_, act) => {
    const opened = openInFolder();
    const { store, chatId } = opened;
    act(opened);
    const writes = [
      () => store.chats.create(2),
      () => store.drafts.save(chatId, 'after'),
      () => store.chats.rename(chatId, 'after'),
      () => store.settings.configureChat(chatId, { topK: 1 }),
      () => store.turns.savePartial(1, 'after', [], new Float32Array(0), new Float32Array(0)),
      () => store.settings.configureApp({ language: 'de' }),
    ];
    for (const write of writes) {
      expect(write).toThrow(expect.objectContaining({ code: 'dataFolderGone' }));
    }
    expect(store.drafts.get(chatId)).toBe('before');
    expect(store.chats.get(chatId)?.title).toBe('');
    store.close();
  });

  it('that is put back is written again', () => {
    const { folder, file, store, chatId, elsewhere } = openInFolder();
    renameSync(folder, elsewhere);
    expect(() => store.drafts.save(chatId, 'lost')).toThrow(folder);
    renameSync(elsewhere, folder);
    store.drafts.save(chatId, 'after');
    store.close();
    expect(openStore(file).drafts.get(chatId)).toBe('after');
  });

  it('that was replaced keeps the log that came with it', () => {
    const { folder, file, store, chatId, elsewhere } = openInFolder();
    renameSync(folder, elsewhere);
    cpSync(elsewhere, folder, { recursive: true });
    store.close();
    expect(openStore(file).drafts.get(chatId)).toBe('before');
    expect(openStore(join(elsewhere, 'palimpsest.sqlite')).drafts.get(chatId)).toBe('before');
  });

  it.each(['', '-wal'])('of which a file is cut short (%s) takes no more words', (ending) => {
    const { file, store, chatId } = openInFolder();
    const cut = statSync(file + ending).size;
    truncateSync(file + ending, Math.floor(cut / 3));
    for (const write of [() => store.chats.create(2), () => store.drafts.save(chatId, 'after')]) {
      expect(write).toThrow(expect.objectContaining({ code: 'damagedStore' }));
    }
  });

  it('of which another program has emptied the log into the database is written on', () => {
    const { file, store, chatId } = openInFolder();
    const other = new Database(file);
    expect(other.pragma('wal_checkpoint(TRUNCATE)')).toEqual([{ busy: 0, log: 0, checkpointed: 0 }]);
    expect(statSync(`${file}-wal`).size).toBe(0);
    other.close();
    store.drafts.save(chatId, 'after');
    store.close();
    expect(openStore(file).drafts.get(chatId)).toBe('after');
  });
});
