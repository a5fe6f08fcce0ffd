import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileHeaders, filePath } from '../shared/sent-file.ts';
import { CoreError } from '../shared/wire.ts';
import { type BrowserShell, serveBrowserShell } from './serve-browser-shell.ts';

let shell: BrowserShell;
let url: URL;
let received: { name: string; bytes: number; mostAtOnce: number }[] = [];

beforeAll(async () => {
  shell = await serveBrowserShell({
    rendererDir: mkdtempSync(join(tmpdir(), 'palimpsest-files-')),
    port: 0,
    onPipe: () => {},
    receiveFile: async (name, pieces) => {
      if (name === 'full') throw new CoreError('diskFull', {});
      let [bytes, mostAtOnce] = [0, 0];
      for await (const piece of pieces) {
        bytes += piece.length;
        mostAtOnce = Math.max(mostAtOnce, piece.length);
      }
      received.push({ name, bytes, mostAtOnce });
      return { offerId: 'one', name, bytes };
    },
  });
  url = new URL(shell.address);
});

afterAll(() => shell.close());

interface Sending {
  readonly headers?: Record<string, string>;
  readonly path?: string;
  readonly method?: string;
  readonly bytes?: number;
}

const headers = () => ({
  host: url.host,
  origin: url.origin,
  [fileHeaders.token]: url.hash.slice(1),
  [fileHeaders.name]: encodeURIComponent('聊天 1.palimpsest'),
});

function send({
  headers: given = {},
  path = filePath,
  method = 'POST',
  bytes = 10,
}: Sending): Promise<[number, string]> {
  received = [];
  return new Promise((resolve, reject) => {
    const all = { ...headers(), ...given };
    const sent = request({ host: '127.0.0.1', port: url.port, path, method, headers: all }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve([response.statusCode ?? 0, body]));
      response.on('error', reject);
    });
    // The rest of a file that was refused cannot be sent any more.
    sent.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? {} : reject(error),
    );
    sent.end(Buffer.alloc(bytes, 'x'));
  });
}

describe('a file that a page sends', () => {
  it('is taken piece by piece, with its name', async () => {
    const [status, body] = await send({ bytes: 20_000_000 });
    expect([status, JSON.parse(body)]).toEqual([200, { offerId: 'one', name: '聊天 1.palimpsest', bytes: 20_000_000 }]);
    expect(received[0]?.bytes).toBe(20_000_000);
    expect(received[0]?.mostAtOnce).toBeLessThan(1_000_000);
  });

  it('is refused with the core’s own reason', async () => {
    const [status, body] = await send({ headers: { [fileHeaders.name]: 'full' } });
    expect([status, JSON.parse(body)]).toEqual([409, { code: 'diskFull', details: {} }]);
  });

  it.each<[string, Sending, number]>([
    ['without the token', { headers: { [fileHeaders.token]: 'x' } }, 403],
    ['from another origin', { headers: { origin: 'http://example.com' } }, 403],
    ['from another port', { headers: { origin: 'http://127.0.0.1:1' } }, 403],
    ['under another name', { headers: { host: 'example.com' } }, 403],
    ['to another place', { path: '/other' }, 405],
    ['in another way', { method: 'PUT' }, 405],
  ])('is not taken %s', async (_, sending, expected) => {
    expect((await send(sending))[0]).toBe(expected);
    expect(received).toEqual([]);
  });
});
