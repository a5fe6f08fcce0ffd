import {
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { CoreError } from '../../shared/wire.ts';
import type { Connection } from './connection.ts';
import { explainFileError } from './store-errors.ts';

/** How many copies from before earlier migrations are kept, the newest included. */
const keptCount = 2;

/**
 * Copies a database beside itself before its schema changes: `palimpsest.before-schema-2.20261125T051022Z.sqlite`. The copy
 * holds what the write-ahead log holds as well, is compared with what it was made of, and is on the disk when this returns.
 * The last two are kept. Throws `diskFull` with the room it takes when there is too little.
 */
export function backUp(connection: Connection, file: string, nextSchema: number, nowMs: number): string {
  const folder = dirname(file);
  const stem = stemOf(file);
  const part = join(folder, partOf(stem));
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const copy = join(folder, `${stem}.before-schema-${nextSchema}.${time}.sqlite`);
  try {
    rmSync(part, { force: true });
    closeSync(openSync(part, 'wx', 0o600));
    connection.prepare('VACUUM INTO ?').run(part);
    compare(connection, part);
    sync(part);
    const before = copiesIn(folder, stem).at(-1);
    // A migration that fails is tried again at each start: the same copy again must not push out another.
    if (before && isSame(join(folder, before), part)) {
      rmSync(part);
      return join(folder, before);
    }
    renameSync(part, copy);
    syncFolder(folder);
    for (const old of copiesIn(folder, stem).slice(0, -keptCount)) {
      if (join(folder, old) !== copy) rmSync(join(folder, old), { force: true });
    }
    return copy;
  } catch (error) {
    rmSync(part, { force: true });
    throw noCopy(error, connection, file);
  }
}

/** Removes all copies, since something that may be in them is to be gone. Throws what the file system says, as an error of ours. */
export function removeCopies(file: string): void {
  const folder = dirname(file);
  const stem = stemOf(file);
  try {
    const copies = copiesIn(folder, stem);
    for (const name of [...copies, partOf(stem)]) rmSync(join(folder, name), { force: true });
  } catch (error) {
    throw explainFileError(error, file);
  }
}

function stemOf(file: string): string {
  return basename(file).replace(/\.sqlite$/, '');
}

/** The name of a copy that is being made. */
function partOf(stem: string): string {
  return `${stem}.before-schema.part`;
}

/** The oldest first. Only files that are named exactly as this names them. */
function copiesIn(folder: string, stem: string): string[] {
  const toKey = (name: string): [number, string] | null => {
    if (!name.startsWith(`${stem}.before-schema-`)) return null;
    const match = /^(\d+)\.(\d{8}T\d{6}Z)\.sqlite$/.exec(name.slice(`${stem}.before-schema-`.length));
    return match ? [Number(match[1]), match[2] as string] : null;
  };
  return readdirSync(folder)
    .flatMap((name) => {
      const key = toKey(name);
      return key ? [{ name, schema: key[0], time: key[1] }] : [];
    })
    .sort((one, two) => one.schema - two.schema || (one.time < two.time ? -1 : 1))
    .map(({ name }) => name);
}

/** Throws when the copy is damaged, or holds another number of rows in any table. */
function compare(connection: Connection, part: string): void {
  const copy = new Database(part, { readonly: true, fileMustExist: true });
  try {
    const finding = copy.pragma('quick_check(1)', { simple: true });
    const [expected, found] = [summaryOf(connection), summaryOf(copy)];
    if (finding === 'ok' && expected === found) return;
    const cause = finding === 'ok' ? `${found} instead of ${expected}` : String(finding);
    throw new CoreError('diskError', { of: 'copy', file: part, cause });
  } finally {
    copy.close();
  }
}

/** The schema, and the number of rows of each table. */
function summaryOf(connection: Connection): string {
  const tables = connection
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[];
  const counts = tables.map((name) => {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    return `${name} ${connection.prepare(`SELECT COUNT(*) FROM ${quoted}`).pluck().get()}`;
  });
  return [`schema ${connection.pragma('user_version', { simple: true })}`, ...counts].join(', ');
}

function isSame(one: string, two: string): boolean {
  return statSync(one).size === statSync(two).size && readFileSync(one).equals(readFileSync(two));
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** So that the new name survives a power cut. Windows has no such call, and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function noCopy(error: unknown, connection: Connection, file: string): unknown {
  const explained = explainFileError(error, file);
  if (!(explained instanceof CoreError) || explained.code !== 'diskFull') return explained;
  const pageCount = connection.pragma('page_count', { simple: true }) as number;
  const neededBytes = pageCount * (connection.pragma('page_size', { simple: true }) as number);
  return new CoreError('diskFull', { of: 'copy', file, neededBytes: 3 * neededBytes });
}
