import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';
import { CoreError } from '../../shared/wire.ts';
import { openDatabase } from './database.ts';
import { newestSchema } from './migrations.ts';
import { openStore } from './store.ts';
import { explained } from './store-errors.ts';
import { openFunctions } from './store-functions.ts';

function makeFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'palimpsest-database-')), 'palimpsest.sqlite');
}

/** Opening must fail with this code, and leave every byte of the file as it was. */
function expectRefusal(file: string, code: string): CoreError {
  const before = readFileSync(file);
  let refusal: unknown;
  try {
    openDatabase(file).close();
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(CoreError);
  expect((refusal as CoreError).code).toBe(code);
  expect(readFileSync(file).equals(before)).toBe(true);
  return refusal as CoreError;
}

describe('openDatabase', () => {
  it.skipIf(process.platform === 'win32')(
    'refuses a pipe in the place of the database, and does not wait for it',
    () => {
      const file = makeFile();
      execFileSync('mkfifo', [file]);
      expect(() => openDatabase(file)).toThrow(saying(`${file} cannot be read: it is not a file.`));
      expect(() => openStore(file)).toThrow(saying(`${file} cannot be read: it is not a file.`));
    },
  );

  it('writes ahead, waits for the disk, and holds rows to each other', () => {
    const connection = openDatabase(makeFile());
    expect(connection.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(connection.pragma('synchronous', { simple: true })).toBe(2);
    expect(connection.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(connection.pragma('user_version', { simple: true })).toBe(newestSchema);
    connection.close();
  });

  it('waits for the disk again after a write that did not', () => {
    const file = makeFile();
    const store = openStore(file);
    const chatId = store.chats.create(1);
    store.drafts.save(chatId, 'draft');
    expect(() => store.drafts.save(chatId + 1, 'draft')).toThrow();
    store.close();
    const connection = openDatabase(file);
    expect(connection.pragma('synchronous', { simple: true })).toBe(2);
    connection.close();
  });

  it('refuses a folder that a newer Palimpsest wrote', () => {
    const file = makeFile();
    const connection = openDatabase(file);
    connection.pragma('user_version = 70');
    connection.close();
    expect(expectRefusal(file, 'newerStore')).toEqual(
      saying(`written by a newer Palimpsest (schema 70; this one knows ${newestSchema})`),
    );
  });

  it('refuses a file that is no database', () => {
    const file = makeFile();
    writeFileSync(
      file,
      'These are my holiday notes, and they are longer than a header of a hundred bytes. '.repeat(20),
    );
    expect(expectRefusal(file, 'damagedStore')).toEqual(saying('is not a Palimpsest database, or it is damaged'));
  });

  it("refuses another program's database", () => {
    const file = makeFile();
    const other = new Database(file);
    other.exec('CREATE TABLE bookmarks (url TEXT)');
    other.close();
    expect(expectRefusal(file, 'damagedStore')).toEqual(saying('belongs to another program'));
  });

  it('refuses a database that is damaged inside or cut short', () => {
    const file = makeFile();
    const store = openStore(file);
    for (let count = 0; count < 200; count++) store.drafts.save(store.chats.create(count), 'words '.repeat(100));
    store.close();
    const whole = readFileSync(file);
    writeFileSync(file, Buffer.concat([whole.subarray(0, 8_192), Buffer.alloc(whole.length - 8_192, 0x5a)]));
    expectRefusal(file, 'damagedStore');
    writeFileSync(file, whole);
    truncateSync(file, Math.floor(whole.length / 2));
    expectRefusal(file, 'damagedStore');
  });

  it('opens an empty file, as an interrupted first start leaves one', () => {
    const file = makeFile();
    writeFileSync(file, '');
    const store = openStore(file);
    expect(store.chats.list()).toEqual([]);
    store.close();
  });

  it.each(['missing', 'empty'])('refuses to begin anew beside the log of a database that is %s', (kind) => {
    const file = makeFile();
    const store = openStore(file);
    store.drafts.save(store.chats.create(1), 'words');
    const log = readFileSync(`${file}-wal`);
    const database = readFileSync(file);
    store.close();
    if (kind === 'missing') rmSync(file);
    else truncateSync(file, 0);
    writeFileSync(`${file}-wal`, log);
    for (const open of [openStore, openDatabase]) {
      expect(() => open(file)).toThrow(expect.objectContaining({ code: 'strayLog' }));
    }
    expect(readFileSync(`${file}-wal`).equals(log)).toBe(true);
    expect(existsSync(file)).toBe(kind === 'empty');
    writeFileSync(file, database);
    const mended = openStore(file);
    expect(mended.drafts.get(1)).toBe('words');
    mended.close();
  });

  it('says that a folder is not there', () => {
    const file = join(makeFile(), 'nowhere', 'palimpsest.sqlite');
    expect(() => openDatabase(file)).toThrow(saying('cannot be written to'));
  });
});

describe('a transaction that finds no room', () => {
  it('leaves nothing half done, and a connection that works', () => {
    const connection = openDatabase(makeFile());
    const functions = openFunctions(connection, connection);
    const chatId = functions.chats.create(1);
    connection.pragma(`max_page_count = ${(connection.pragma('page_count', { simple: true }) as number) + 2}`);
    const draft = 'x'.repeat(50_000);
    expect(() => functions.drafts.save(chatId, draft)).toThrow('full');
    expect(() => functions.settings.configureChat(chatId, { stopTexts: [draft], topK: 1 })).toThrow('full');
    expect(connection.inTransaction).toBe(false);
    expect([functions.drafts.get(chatId), functions.settings.ofChat(chatId)]).toEqual(['', {}]);
    connection.pragma('max_page_count = 1000000');
    functions.drafts.save(chatId, draft);
    expect(functions.drafts.get(chatId)).toBe(draft);
    connection.close();
  });
});

describe('explained', () => {
  it('tells that the disk is full', () => {
    const connection = openDatabase(':memory:');
    connection.pragma('max_page_count = 40');
    const write = () =>
      connection.prepare("INSERT INTO settings (name, value) VALUES ('x', JSON_QUOTE(?))").run('x'.repeat(1e6));
    expect(() => explained('file', write)).toThrow(saying('The disk of file is full.'));
  });

  it('lets bugs through as they are', () => {
    const connection = openDatabase(':memory:');
    expect(() => explained('file', () => connection.exec('SELECT nonsense'))).toThrow('no such column');
  });
});
