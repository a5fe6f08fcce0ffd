import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openingAddress } from './open-window.ts';
import { makeOpeningCode, openOpeningCodes } from './opening-code.ts';
import { userOf } from './peer-user.ts';
import { serveBrowserShell } from './serve-browser-shell.ts';

const nowMs = 1_800_000_000_000;

it('is good once, within a minute, and only where the token is known', () => {
  const codes = openOpeningCodes('token');
  const code = makeOpeningCode('token', nowMs);
  expect(code).not.toContain('token');
  expect(codes.take(code, nowMs + 59_000)).toBe(true);
  expect(codes.take(code, nowMs + 59_000)).toBe(false);
  expect(codes.take(makeOpeningCode('token', nowMs), nowMs + 61_000)).toBe(false);
  expect(codes.take(makeOpeningCode('other', nowMs), nowMs)).toBe(false);
  const [madeAt, nonce, signature] = makeOpeningCode('token', nowMs).split('.');
  for (const forged of [
    `${madeAt}x.${nonce}.${signature}`,
    `${madeAt}.${nonce}x.${signature}`,
    `${madeAt}.${nonce}`,
    '',
    '..',
  ]) {
    expect(codes.take(forged, nowMs)).toBe(false);
  }
});

it('finds the user of a connection in the table of connections', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:9C40 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 20 4 30 10 -1
   1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1001        0 2 1 0 20 4 30 10 -1`;
  expect(userOf(table, 40_000, 8080)).toBe(1000);
  expect(userOf(table, 8080, 40_000)).toBe(1001);
  expect(userOf(table, 1, 2)).toBeUndefined();
});

it.skipIf(process.platform !== 'linux')('leads a browser of this user to the page, once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-opening-'));
  const shell = await serveBrowserShell({ rendererDir: folder, port: 0, onPipe: () => {} });
  const address = openingAddress(shell.address);
  const ask = async (method: string) => {
    const [response] = await once(get(address, { method, agent: false }).end(), 'response');
    response.resume();
    return { status: response.statusCode, location: response.headers.location };
  };
  expect((await ask('HEAD')).status).toBe(404);
  expect(await ask('GET')).toEqual({ status: 303, location: new URL(shell.address).href.replace(/^[^#]*/, '/') });
  expect((await ask('GET')).status).toBe(404);
  shell.close();
  rmSync(folder, { recursive: true });
});
