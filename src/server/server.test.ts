import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Download, openDownloads } from '../core/export/downloads.ts';
import { openSocketPipe } from '../shared/socket-pipe.ts';
import { saying } from '../shared/test-support/saying.ts';
import type { Pipe } from '../shared/wire.ts';
import { type BrowserShell, serveBrowserShell } from './serve-browser-shell.ts';

let folder: string;
let shell: BrowserShell;
let url: URL;
let token: string;
const pipes: Pipe[] = [];
const downloads = openDownloads({ goodForMs: 5_000 });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-server-'));
  const rendererDir = join(folder, 'renderer');
  mkdirSync(join(rendererDir, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>Palimpsest</title>');
  writeFileSync(join(rendererDir, 'assets', 'page.js'), 'export {};');
  shell = await serveBrowserShell({
    ...{ rendererDir, port: 0, onPipe: (pipe) => pipes.push(pipe) },
    takeDownload: (ticket) => downloads.take(ticket),
  });
  url = new URL(shell.address);
  token = url.hash.slice(1);
});

afterAll(() => {
  shell.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Asks for exactly this path (a URL would have its dots resolved) under exactly this host name. */
function ask(path: string, { host = url.host, method = 'GET', from = {} } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: url.port, path, method, headers: { host, ...from } },
      (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

/** Tries to open a socket; gives the HTTP status it was refused with, or 101. */
function knock(path: string, headers: Record<string, string>, protocols: string[]): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${url.port}${path}`, protocols, { headers });
    socket.on('error', () => {});
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
  });
}

describe('the page', () => {
  it('is served with its type and its rules, to loopback names on any port', async () => {
    for (const host of [url.host, `localhost:${url.port}`, `[::1]:${url.port}`, 'localhost', '127.0.0.1:9999']) {
      const { status, headers, body } = await ask('/', { host });
      expect(status).toBe(200);
      expect(body).toContain('<title>Palimpsest</title>');
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect((await ask('/assets/page.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask('/?x=1', { method: 'HEAD' })).body).toBe('');
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:80',
    '127.0.0.2',
    '0.0.0.0',
    '127.0.0.1:1@x',
  ])('is not served under another name: %s', async (host) => {
    expect((await ask('/', { host })).status).toBe(403);
    expect((await ask('/assets/page.js', { host })).status).toBe(403);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets',
    '//x',
  ])('is the only thing to be had: %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it('takes no other method', async () => {
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
    expect((await ask('/', { method: 'OPTIONS' })).status).toBe(405);
  });
});

describe('the socket', () => {
  it('opens for a page from here that knows the token, and carries the wire', async () => {
    const headers = { origin: url.origin };
    const socket = new WebSocket(`ws://${url.host}/socket`, [`palimpsest.${token}`], { headers });
    const near = openSocketPipe(socket);
    near.send({ type: 'call', id: 1, method: 'echo', input: {} });
    await new Promise((resolve) => socket.once('open', resolve));
    const far = pipes.at(-1);
    const message = await new Promise((resolve) => far?.onMessage(resolve));
    expect(message).toEqual({ type: 'call', id: 1, method: 'echo', input: {} });
    near.close();
  });

  it('opens through a tunnel, whose port is another', async () => {
    const headers = { host: 'localhost:9000', origin: 'http://localhost:9000' };
    expect(await knock('/socket', headers, [`palimpsest.${token}`])).toBe(101);
  });

  it('stays shut without the token', async () => {
    const headers = { origin: url.origin };
    expect(await knock('/socket', headers, [])).toBe(401);
    expect(await knock('/socket', headers, ['palimpsest.'])).toBe(401);
    expect(await knock('/socket', headers, [`palimpsest.${token.slice(0, -1)}`])).toBe(401);
    expect(await knock('/socket', headers, [token])).toBe(401);
  });

  it.each([
    ['another origin', { origin: 'http://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['no origin', {}],
    ['a sandboxed page', { origin: 'null' }],
    ['another host', { host: 'evil.example', origin: 'http://evil.example' }],
  ])('stays shut for %s, also with the token', async (_what, headers) => {
    expect(await knock('/socket', headers as Record<string, string>, [`palimpsest.${token}`])).toBe(403);
  });

  it('is at its own path only', async () => {
    expect(await knock('/', { origin: url.origin }, [`palimpsest.${token}`])).toBe(404);
  });
});

describe('a download', () => {
  async function* words(...said: string[]) {
    for (const text of said) yield new TextEncoder().encode(text);
  }
  const download = (): Download => ({
    ...{ fileName: '2026-11-28 “Ä” 100%.md', contentType: 'text/markdown; charset=utf-8' },
    bytes: words('# One\n', 'two\n'),
  });
  /** Its path, and how it ends. */
  function offered(cancel = new AbortController()) {
    let path = '';
    const ended = downloads.offer(download(), cancel.signal, (ticket) => {
      path = `/export/${ticket}`;
    });
    ended.catch(() => {});
    return { path, ended };
  }

  it('is sent whole to who has its ticket, under its name, once', async () => {
    const { path, ended } = offered();
    const answer = await ask(path);
    expect(answer).toMatchObject({ status: 200, body: '# One\ntwo\n' });
    expect(await ended).toBe(10);
    const { headers } = answer;
    expect(headers['content-disposition']).toBe(
      "attachment; filename*=UTF-8''2026-11-28%20%E2%80%9C%C3%84%E2%80%9D%20100%25.md",
    );
    expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox");
    expect(headers['cache-control']).toBe('no-store');
    expect((await ask(path)).status).toBe(404);
  });

  it.each([
    ['another host', { host: 'evil.example' }],
    ["another site's link", { from: { 'sec-fetch-site': 'cross-site' } }],
    ["another site's script", { from: { origin: 'http://evil.example' } }],
    ['a method that is not for fetching', { method: 'HEAD' }],
  ])('is refused to %s, and is still there for its page', async (_, asking) => {
    const { path, ended } = offered();
    expect((await ask(path, asking)).status).toBeGreaterThanOrEqual(400);
    expect((await ask(path)).status).toBe(200);
    await ended;
  });

  it('is gone when its page takes it back', async () => {
    const cancel = new AbortController();
    const { path, ended } = offered(cancel);
    cancel.abort(new Error('taken back'));
    await expect(ended).rejects.toThrow('taken back');
    expect((await ask(path)).status).toBe(404);
  });
});

it('says that a port is taken', async () => {
  const settings = { rendererDir: folder, port: Number(url.port), onPipe: () => {} };
  await expect(serveBrowserShell(settings)).rejects.toThrow(saying(`Port ${url.port} is already in use.`));
});

it('listens on the loopback only', async () => {
  const socket = connect({ host: '127.0.0.2', port: Number(url.port) });
  const outcome = await new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('error', () => resolve('refused'));
  });
  socket.destroy();
  expect(outcome).toBe('refused');
});
