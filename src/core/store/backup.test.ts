import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { backUp } from './backup.ts';
import { openDatabase } from './database.ts';
import { migrate, newestSchema } from './migrations.ts';

/** A database of an earlier schema whose words are in its log alone. */
function makeOld(schema = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-backup-'));
  const file = join(folder, 'palimpsest.sqlite');
  const old = new Database(file);
  old.pragma(`application_id = ${0x506c_6d70}`);
  old.pragma('journal_mode = WAL');
  migrate(old, schema);
  old.exec("INSERT INTO chats (title, created_at_ms, updated_at_ms) VALUES ('kept', 1, 2)");
  const copies = () => readdirSync(folder).filter((name) => name.includes('before-schema'));
  return { folder, file, old, copies };
}

describe('the copy before a migration', () => {
  it.each([1, 2])('holds all that was there, and its owner alone can read it (schema %i)', (schema) => {
    const { folder, file, old, copies } = makeOld(schema);
    const connection = openDatabase(file, Date.UTC(2026, 10, 25, 5, 10, 22));
    expect(connection.pragma('user_version', { simple: true })).toBe(newestSchema);
    expect(copies()).toEqual([`palimpsest.before-schema-${schema + 1}.20261125T051022Z.sqlite`]);
    const path = join(folder, copies()[0] as string);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    const copy = new Database(path, { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(schema);
    expect(copy.pragma('application_id', { simple: true })).toBe(0x506c_6d70);
    expect(copy.prepare('SELECT title FROM chats').pluck().all()).toEqual(['kept']);
    for (const each of [copy, connection, old]) each.close();
    openDatabase(file).close();
    expect(copies()).toHaveLength(1);
  });

  it('is made for no new database', () => {
    const folder = mkdtempSync(join(tmpdir(), 'palimpsest-backup-'));
    openDatabase(join(folder, 'palimpsest.sqlite')).close();
    expect(readdirSync(folder)).toEqual(['palimpsest.sqlite']);
  });

  it('is kept with the one before, and nothing of another name is touched', () => {
    const { folder, file, old, copies } = makeOld();
    const foreign = ['palimpsest.before-schema-2.mine.sqlite', 'other.before-schema-1.20200101T000000Z.sqlite'];
    for (const name of foreign) writeFileSync(join(folder, name), 'mine');
    for (const year of [2020, 2021, 2022]) {
      old.exec('UPDATE chats SET created_at_ms = created_at_ms + 1');
      backUp(old, file, 2, Date.UTC(year, 0, 1));
    }
    expect(copies().sort()).toEqual(
      [...foreign, ...[2021, 2022].map((year) => `palimpsest.before-schema-2.${year}0101T000000Z.sqlite`)].sort(),
    );
  });

  it('is not made twice of the same chats', () => {
    const { file, old, copies } = makeOld();
    const first = backUp(old, file, 2, Date.UTC(2020, 0, 1));
    expect(backUp(old, file, 2, Date.UTC(2021, 0, 1))).toBe(first);
    expect(copies()).toHaveLength(1);
  });
});
