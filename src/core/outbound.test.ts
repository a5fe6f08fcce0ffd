import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RequestsView } from '../shared/views.ts';
import { type Outbound, openOutbound } from './outbound.ts';

let server: Server;
let address: string;
let told: RequestsView[];
let outbound: Outbound;

beforeEach(async () => {
  server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/here' }).end();
    else response.end(`${request.method} ${request.url} ${request.headers.range ?? ''}`.trim());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  told = [];
  outbound = openOutbound({ nowMs: () => 5, isPageGuarded: true, onChange: (view) => told.push(view) });
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function bodyOf(url: string, headers = {}): Promise<string> {
  const answer = await outbound.request({ url, headers, reach: 'thisMachine' });
  let body = '';
  for await (const chunk of answer) body += chunk;
  return body;
}

describe('the way out to the network', () => {
  it('sends what is asked for, streams what comes, and counts it', async () => {
    expect(outbound.view()).toEqual({ sent: 0, refused: 0, sinceMs: 5 });
    expect(await bodyOf(`${address}/a`, { range: 'bytes=3-' })).toBe('GET /a bytes=3-');
    expect(await bodyOf(`${address}/b`)).toBe('GET /b');
    expect(outbound.view().sent).toBe(2);
    expect(told.map(({ sent }) => sent)).toEqual([1, 2]);
  });

  it('leaves it to whoever asked to follow a redirect, which is another request', async () => {
    const moved = await outbound.request({ url: `${address}/moved`, reach: 'thisMachine' });
    moved.resume();
    expect(moved.statusCode).toBe(302);
    expect(outbound.view().sent).toBe(1);
  });

  it('counts what did not arrive, and not what was never sent', async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await expect(outbound.request({ url: address, reach: 'anywhere' })).rejects.toThrow('ECONNREFUSED');
    expect(outbound.view().sent).toBe(1);

    await expect(outbound.request({ url: address, signal: AbortSignal.abort() })).rejects.toThrow();
    await expect(outbound.request({ url: 'ftp://127.0.0.1/' })).rejects.toThrow('No way out by ftp:');
    expect(outbound.view().sent).toBe(1);
  });

  it('tells what a shell refused, and nothing where no shell could refuse', () => {
    outbound.noteRefused(2);
    outbound.noteRefused(0);
    outbound.noteRefused(1);
    expect(told.map(({ sent, refused }) => [sent, refused])).toEqual([
      [0, 2],
      [0, 3],
    ]);

    const unguarded = openOutbound({ nowMs: () => 5, isPageGuarded: false, onChange: (view) => told.push(view) });
    unguarded.noteRefused(2);
    expect(unguarded.view().refused).toBeNull();
    expect(told).toHaveLength(2);
  });
});
