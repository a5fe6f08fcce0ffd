import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forgetDownloads } from './forget-downloads.ts';

let profile: string;
beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'palimpsest-profile-'));
  mkdirSync(join(profile, 'Default', 'shared_proto_db'), { recursive: true });
  writeFileSync(join(profile, 'Default', 'shared_proto_db', '000003.log'), 'My name is Ada.md');
  writeFileSync(join(profile, 'Default', 'History'), 'My name is Ada.md');
  writeFileSync(join(profile, 'Default', 'Preferences'), '{}');
});
afterEach(() => rmSync(profile, { recursive: true }));

const kept = () => readdirSync(join(profile, 'Default')).sort();
const lock = () => join(profile, 'SingletonLock');

it('takes the names of downloaded files out of a profile, and nothing else', () => {
  forgetDownloads(profile);
  expect(kept()).toEqual(['Preferences']);
  forgetDownloads(join(profile, 'none yet'));
});

it.skipIf(process.platform === 'win32')('leaves a profile alone that a browser works with, here or elsewhere', () => {
  for (const holder of [`${hostname()}-${process.pid}`, `another-machine-${process.pid}`]) {
    symlinkSync(holder, lock());
    forgetDownloads(profile);
    expect(kept()).toEqual(['History', 'Preferences', 'shared_proto_db']);
    unlinkSync(lock());
  }
  // What a browser left that was killed.
  symlinkSync(`${hostname()}-${2 ** 22 + 1}`, lock());
  forgetDownloads(profile);
  expect(kept()).toEqual(['Preferences']);
});

it('leaves a profile alone that is locked as on Windows', () => {
  writeFileSync(join(profile, 'lockfile'), '');
  forgetDownloads(profile);
  expect(kept()).toContain('History');
});
