import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { writeRedirect } from './open-window.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-open-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.skipIf(process.platform === 'win32')('keeps the address from other users, also where a file was left open', () => {
  const openFolder = join(folder, 'open');
  writeRedirect('http://127.0.0.1:1/#old', openFolder);
  chmodSync(openFolder, 0o755);
  chmodSync(join(openFolder, 'palimpsest.html'), 0o644);
  const path = writeRedirect('http://127.0.0.1:1/#token', openFolder);
  expect(statSync(openFolder).mode & 0o777).toBe(0o700);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).toContain('url=http://127.0.0.1:1/#token"');
});

it('finds a browser on the path, snaps left aside', () => {
  writeFileSync(join(folder, 'google-chrome'), '');
  const env = { PATH: `/snap/bin:${folder}` };
  const exists = (path: string) => path.startsWith('/snap/bin/') || path === join(folder, 'google-chrome');
  expect(findBrowser({ platform: 'linux', env, exists })).toBe(join(folder, 'google-chrome'));
});

it('looks where macOS and Windows keep them', () => {
  const exists = () => true;
  expect(findBrowser({ platform: 'darwin', env: {}, exists })).toContain('/Applications/Google Chrome.app');
  const env = { ProgramFiles: 'C:\\Program Files' };
  expect(findBrowser({ platform: 'win32', env, exists })).toBe(
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  );
  expect(findBrowser({ platform: 'linux', env: {}, exists })).toBeUndefined();
});
