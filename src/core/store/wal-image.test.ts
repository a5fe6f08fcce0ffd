import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyWal } from './wal-image.ts';

const act = fc.oneof(
  fc.record({ type: fc.constant('insert' as const), size: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ type: fc.constant('delete' as const), size: fc.integer({ min: 0, max: 10 }) }),
  fc.constant({ type: 'checkpoint' as const, size: 0 }),
  fc.constant({ type: 'vacuum' as const, size: 0 }),
);

function take(connection: Database.Database, { type, size }: { type: string; size: number }): void {
  if (type === 'insert') connection.prepare('INSERT INTO words (text) VALUES (?)').run('w'.repeat(size));
  if (type === 'delete') connection.prepare('DELETE FROM words WHERE id % 11 = ?').run(size);
  if (type === 'checkpoint') connection.pragma('wal_checkpoint(PASSIVE)');
  if (type === 'vacuum') connection.exec('VACUUM');
}

const read = (connection: Database.Database) => connection.prepare('SELECT * FROM words ORDER BY id').all();

describe('applyWal', () => {
  it('gives what SQLite gives, for any log and any damage to its end', () => {
    fc.assert(
      fc.property(
        fc.array(act, { maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (acts, part, cuts) => {
          const folder = mkdtempSync(join(tmpdir(), 'palimpsest-wal-'));
          const file = join(folder, 'a.sqlite');
          const connection = new Database(file);
          connection.pragma('journal_mode = WAL');
          connection.pragma('synchronous = OFF');
          connection.exec('CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT)');
          connection.pragma('wal_checkpoint(TRUNCATE)');
          for (const each of acts) take(connection, each);
          const copy = join(folder, 'b.sqlite');
          copyFileSync(file, copy);
          const wal = readFileSync(`${file}-wal`);
          const place = Math.floor(part * wal.length);
          const damaged = cuts ? wal.subarray(0, place) : Buffer.from(wal);
          if (!cuts && place < wal.length) damaged[place] = (damaged[place] ?? 0) ^ 0x40;
          writeFileSync(`${copy}-wal`, damaged);
          connection.close();
          const image = new Database(applyWal(readFileSync(copy), damaged));
          const expected = new Database(copy);
          // A log that was written back in part may lack its end: then neither can read the file.
          const outcome = (of: Database.Database) => {
            try {
              return [of.pragma('quick_check'), read(of)];
            } catch {
              return 'damaged';
            }
          };
          expect(outcome(image)).toEqual(outcome(expected));
          for (const each of [image, expected]) each.close();
          rmSync(folder, { recursive: true });
        },
      ),
      { numRuns: 60 },
    );
  });
});
