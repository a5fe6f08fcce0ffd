import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { saying } from '../shared/test-support/saying.ts';
import { CoreError } from '../shared/wire.ts';
import { acquireLock } from './lock.ts';
import { standInPath } from './stand-in-folder.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const us = { shell: 'browser', pid: process.pid } as const;

function makeFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'palimpsest-lock-')), 'data');
}

/** Another process that holds the folder until it is killed. */
async function startHolder(dataDir: string): Promise<ChildProcess> {
  const script = `
    const { acquireLock } = await import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))});
    const lock = acquireLock(${JSON.stringify(dataDir)}, { shell: 'electron', pid: process.pid });
    lock.announce({ address: 'http://127.0.0.1:4321/#token' });
    process.stdout.write('held');
    setInterval(() => lock, 1_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout as NodeJS.EventEmitter, 'data');
  return child;
}

function refusalOf(dataDir: string): CoreError {
  try {
    acquireLock(dataDir, us).release();
  } catch (error) {
    if (error instanceof CoreError) return error;
    throw error;
  }
  throw new Error('The lock was given.');
}

describe('acquireLock', () => {
  it('names the process that has the folder, and where it can be reached', async () => {
    const dataDir = makeFolder();
    const holder = await startHolder(dataDir);
    const refusal = refusalOf(dataDir);
    expect(refusal.code).toBe('locked');
    expect(refusal).toEqual(saying(`in the electron shell (process ${holder.pid}) at http://127.0.0.1:4321/#token`));
    expect(refusal.details).toMatchObject({
      pid: holder.pid,
      shell: 'electron',
      address: 'http://127.0.0.1:4321/#token',
    });
  });

  it('gives the folder when its holder was killed', async () => {
    const dataDir = makeFolder();
    const holder = await startHolder(dataDir);
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    // Or it would say that it is locked, after a second.
    acquireLock(dataDir, us).release();
  });

  it('gives the folder to one of several that ask at once', async () => {
    const dataDir = makeFolder();
    const script = `
      const { acquireLock } = await import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))});
      try { acquireLock(${JSON.stringify(dataDir)}, { shell: 'browser', pid: process.pid }); console.log('held'); }
      catch (error) { console.log(error.code); }
      process.stdin.on('end', () => process.exit()).resume();`;
    const starts = [1, 2, 3].map(async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      children.push(child);
      const [said] = await once(child.stdout as NodeJS.EventEmitter, 'data');
      return String(said).trim();
    });
    expect((await Promise.all(starts)).sort()).toEqual(['held', 'locked', 'locked']);
  });

  it('is free again after release, also within one process', () => {
    const dataDir = makeFolder();
    const lock = acquireLock(dataDir, us);
    expect(refusalOf(dataDir).details).toMatchObject({ pid: process.pid, shell: 'browser' });
    lock.release();
    lock.release();
    acquireLock(dataDir, us).release();
  });

  it.skipIf(process.platform === 'win32')('keeps the folder and the address to their owner', () => {
    const dataDir = makeFolder();
    const lock = acquireLock(dataDir, us);
    lock.announce({ address: 'http://127.0.0.1:1/#secret' });
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'holder.json')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(dataDir, 'holder.json'), 'utf8'))).toMatchObject({ ...us });
    lock.release();
  });

  it.skipIf(process.platform === 'win32')('says why a folder cannot be used, whatever the system says of it', () => {
    const parent = mkdtempSync(join(tmpdir(), 'palimpsest-lock-'));
    const at = (name: string) => join(parent, name);
    writeFileSync(at('file'), 'a file');
    symlinkSync(at('nowhere'), at('dangling'));
    symlinkSync(at('loop'), at('loop'));
    const reasons = {
      [at('file')]: 'there is a file of that name',
      [at('file/deeper')]: 'a part of its path is a file',
      [at('dangling')]: 'it is a link to something that is not there',
      [at('dangling/deeper')]: 'it is a link to something that is not there',
      [at('loop')]: 'its path is a link that leads back to itself',
      [at('loop/deeper')]: 'its path is a link that leads back to itself',
      [at('n'.repeat(256))]: 'a name in its path is too long',
      [at(`${'n'.repeat(200)}/`.repeat(3))]: 'its path is too long (',
      [at('zero\0byte')]: 'there is a character in its path that no path can have',
    };
    for (const [dataDir, reason] of Object.entries(reasons)) {
      expect(refusalOf(dataDir), dataDir).toMatchObject({ code: 'notWritable' });
      expect(refusalOf(dataDir)).toEqual(saying(`The data folder ${dataDir} cannot be used: ${reason}`));
    }
  });

  it.skipIf(process.platform === 'win32')('does without a lock.sqlite that is a link leading back to itself', () => {
    const dataDir = makeFolder();
    acquireLock(dataDir, us).release();
    rmSync(join(dataDir, 'lock.sqlite'), { force: true });
    symlinkSync('lock.sqlite', join(dataDir, 'lock.sqlite'));
    const lock = acquireLock(dataDir, us);
    expect(refusalOf(dataDir).code).toBe('locked');
    lock.release();
  });

  it.skipIf(process.platform === 'win32')('takes a path up to what SQLite takes, and no byte more', () => {
    const parent = mkdtempSync(join(tmpdir(), 'palimpsest-lock-'));
    const longest = 512 - '/palimpsest.sqlite-journal'.length;
    const middle = join(parent, 'n'.repeat(200), 'o'.repeat(200));
    const dataDir = join(middle, 'm'.repeat(longest - middle.length - 1));
    acquireLock(dataDir, us).release();
    const connection = new Database(join(dataDir, 'palimpsest.sqlite'));
    connection.pragma('journal_mode = WAL');
    connection.exec('CREATE TABLE words (word TEXT)');
    connection.close();
    expect(refusalOf(`${dataDir}m`)).toEqual(saying(`(${longest + 1} bytes; ${longest} is the most)`));
  });

  it.each([
    [
      'other bytes',
      (path: string) => writeFileSync(path, 'not a database, and longer than a header of one is: '.repeat(9)),
    ],
    ['a database that is cut short', (path: string) => writeFileSync(path, 'SQLite format 3\0')],
    ['a folder', (path: string) => mkdirSync(path)],
  ])('is given, once, where lock.sqlite is %s', (_what, make) => {
    const dataDir = makeFolder();
    mkdirSync(dataDir);
    make(join(dataDir, 'lock.sqlite'));
    const lock = acquireLock(dataDir, us);
    expect(refusalOf(dataDir)).toMatchObject({ code: 'locked', details: { pid: process.pid } });
    lock.release();
    acquireLock(dataDir, us).release();
    rmSync(standInPath(dataDir), { recursive: true, force: true });
  });

  it('keeps out a start that needs the stand-in, and is kept out by one', () => {
    const dataDir = makeFolder();
    mkdirSync(join(dataDir, 'lock.sqlite'), { recursive: true });
    const standing = acquireLock(dataDir, us);
    rmSync(join(dataDir, 'lock.sqlite'), { recursive: true });
    expect(refusalOf(dataDir)).toMatchObject({ code: 'locked' });
    standing.release();
    rmSync(standInPath(dataDir), { recursive: true, force: true });
  });

  it('is given where holder.json cannot be written, and who holds it is known all the same', () => {
    const dataDir = makeFolder();
    mkdirSync(join(dataDir, 'holder.json', 'full'), { recursive: true });
    const lock = acquireLock(dataDir, us);
    lock.announce({ address: 'http://127.0.0.1:1/#secret' });
    expect(refusalOf(dataDir).details).toMatchObject({ pid: process.pid, address: 'http://127.0.0.1:1/#secret' });
    expect(readdirSync(dataDir).filter((name) => name.startsWith('holder'))).toEqual(['holder.json']);
    lock.release();
    expect(existsSync(join(standInPath(dataDir), 'holder.json'))).toBe(false);
    rmSync(standInPath(dataDir), { recursive: true, force: true });
  });

  it.skipIf(process.platform !== 'linux')('does not try for ever where no folder can be', () => {
    expect(refusalOf('/proc/palimpsest/data')).toMatchObject({ code: 'notWritable' });
  });

  // Root writes everywhere.
  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('says that a folder is read-only', () => {
    const parent = mkdtempSync(join(tmpdir(), 'palimpsest-lock-'));
    chmodSync(parent, 0o500);
    expect(refusalOf(join(parent, 'data'))).toEqual(saying('access is denied'));
  });
});

/** Runs a script of this project's modules where a disk is mounted for it alone; gives what it printed, or null where that cannot be. */
function runOnDisk(mountCommands: string, script: string): string | null {
  const lock = JSON.stringify(join(import.meta.dirname, 'lock.ts'));
  const standIn = JSON.stringify(join(import.meta.dirname, 'stand-in-folder.ts'));
  const node = `"${process.execPath}" --input-type=module -e '${script.replace('LOCK', lock).replace('STANDIN', standIn)}'`;
  const run = spawnSync('unshare', ['-m', 'sh', '-c', `set -e; mkdir -p "$D"; ${mountCommands}; cd /; ${node}`], {
    env: { ...process.env, D: mkdtempSync(join(tmpdir(), 'palimpsest-disk-')) },
    encoding: 'utf8',
  });
  if (/unshare: |mount: /.test(run.stderr ?? '') || run.error) return null;
  return run.stdout + run.stderr;
}

const lockTwice = `
  const { acquireLock } = await import(LOCK);
  const us = { shell: "browser", pid: process.pid };
  const lock = acquireLock(process.env.D, us);
  lock.announce({ address: "http://here" });
  const codeOf = (action) => { try { action(); return "none"; } catch (error) { return error.code + " " + error.details?.address; } };
  console.log(lock.isWritable, codeOf(() => acquireLock(process.env.D, us)));
  lock.release();
  const again = acquireLock(process.env.D, us);
  again.release();
  const { readdirSync, rmSync } = await import("node:fs");
  console.log(readdirSync(process.env.D).join());
  const { standInPath } = await import(STANDIN);
  rmSync(standInPath(process.env.D), { recursive: true, force: true });`;

describe.skipIf(process.platform !== 'linux')('a disk that takes nothing', () => {
  it.each([
    [
      'full, with a lock file',
      'mount -t tmpfs -o size=64k none "$D"; touch "$D/lock.sqlite"; dd if=/dev/zero of="$D/f" 2>/dev/null || true',
      'true locked http://here\nf,lock.sqlite\n',
    ],
    [
      'full, without one',
      'mount -t tmpfs -o size=64k,nr_inodes=2 none "$D"; dd if=/dev/zero of="$D/f" 2>/dev/null || true',
      'true locked http://here\nf\n',
    ],
    [
      'read-only',
      'mount -t tmpfs none "$D"; touch "$D/lock.sqlite"; mount -o remount,ro "$D"',
      'false locked http://here\nlock.sqlite\n',
    ],
    ['read-only and empty', 'mount -t tmpfs none "$D"; mount -o remount,ro "$D"', 'false locked http://here\n\n'],
  ])('is locked all the same: %s', (_what, mountCommands, printed) => {
    const seen = runOnDisk(mountCommands, lockTwice);
    if (seen !== null) expect(seen).toBe(printed);
  });
});
