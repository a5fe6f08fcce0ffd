import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CoreError } from '../shared/wire.ts';
import { acquireLock } from './lock.ts';

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
    expect(refusal.message).toContain(`in the electron shell (process ${holder.pid}) at http://127.0.0.1:4321/#token`);
    expect(refusal.details).toMatchObject({
      pid: holder.pid,
      shell: 'electron',
      address: 'http://127.0.0.1:4321/#token',
    });
  });

  it('gives the folder at once when its holder was killed', async () => {
    const dataDir = makeFolder();
    const holder = await startHolder(dataDir);
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    const startedMs = performance.now();
    acquireLock(dataDir, us).release();
    expect(performance.now() - startedMs).toBeLessThan(500);
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

  it('says why a folder cannot be used', () => {
    const dataDir = makeFolder();
    writeFileSync(dataDir, 'a file');
    expect(refusalOf(dataDir)).toMatchObject({ code: 'notWritable' });
    expect(refusalOf(dataDir).message).toContain('there is a file of that name');
    expect(refusalOf(join(dataDir, 'deeper')).message).toContain('a part of its path is a file');
  });

  it.skipIf(process.platform !== 'linux')('does not try for ever where no folder can be', () => {
    expect(refusalOf('/proc/palimpsest/data')).toMatchObject({ code: 'notWritable' });
  });

  // Root writes everywhere.
  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('says that a folder is read-only', () => {
    const parent = mkdtempSync(join(tmpdir(), 'palimpsest-lock-'));
    chmodSync(parent, 0o500);
    expect(refusalOf(join(parent, 'data')).message).toContain('access is denied');
  });
});
