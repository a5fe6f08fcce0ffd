import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AddressRefused, type LookUp, type OutboundOptions, type OutboundRequest, openOutbound } from './outbound.ts';
import { until } from './test-support/open-test-core.ts';
import {
  certificate,
  openTestProxy,
  openTlsServer,
  type TestProxy,
  type TestServer,
} from './test-support/tls-server.ts';

const trustedBefore = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...trustedBefore, certificate]));
afterAll(() => setDefaultCACertificates(trustedBefore));

const closing: { close(): void }[] = [];
afterEach(() => {
  for (const each of closing.splice(0)) each.close();
});

const open = (options: Partial<OutboundOptions> = {}) =>
  openOutbound({ nowMs: () => 5, isPageGuarded: true, onChange: () => {}, env: {}, ...options });

async function bodyOf(request: OutboundRequest, options: Partial<OutboundOptions> = {}): Promise<string> {
  let body = '';
  for await (const piece of await open(options).request(request)) body += piece;
  return body;
}

/** A name server of our own: each question of a name takes its next answer. */
const naming =
  (...answers: (readonly string[])[]): LookUp =>
  (_host, _options, callback) =>
    callback(
      null,
      (answers.length > 1 ? (answers.shift() as readonly string[]) : (answers[0] as readonly string[])).map(
        (address) => ({ address, family: address.includes(':') ? 6 : 4 }),
      ),
    );

describe('which computers are asked', () => {
  let server: Server;
  let port: number;
  let asked: number;

  beforeEach(async () => {
    asked = 0;
    server = createServer((_request, response) => {
      asked++;
      response.end('here');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    server.on('connection', () => asked++);
    port = (server.address() as AddressInfo).port;
    closing.push(server);
  });

  it('are those of the public network, unless more is allowed', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '[::1]', '10.0.0.1', '0.0.0.0', '2130706433']) {
      await expect(bodyOf({ url: `http://${host}:${port}/` }), host).rejects.toThrow(AddressRefused);
    }
    expect(asked).toBe(0);
    expect(await bodyOf({ url: `http://127.0.0.1:${port}/`, reach: 'thisMachine' })).toBe('here');
    expect(await bodyOf({ url: `http://127.0.0.1:${port}/`, reach: 'anywhere' })).toBe('here');
  });

  it('is not one whose name leads to a private address', async () => {
    for (const address of ['127.0.0.1', '192.168.0.7', '169.254.169.254', '::1', 'fd00::1', '::ffff:10.0.0.1']) {
      const asking = bodyOf({ url: `http://hub.test:${port}/` }, { lookUp: naming([address]) });
      await expect(asking, address).rejects.toThrow(AddressRefused);
    }
    expect(asked).toBe(0);
  });

  it('is looked at in the very address that is connected to, so that a name cannot change its meaning in between', async () => {
    // Public when somebody looks, private when somebody connects: there is one question, so there is no in between.
    let questions = 0;
    const changing: LookUp = (host, options, callback) => {
      questions++;
      naming([questions === 1 ? '127.0.0.1' : '8.8.8.8'])(host, options, callback);
    };
    await expect(bodyOf({ url: `http://hub.test:${port}/` }, { lookUp: changing })).rejects.toThrow(AddressRefused);
    expect(questions).toBe(1);
    const onlyHere = { url: `http://hub.test:${port}/`, reach: 'thisMachine' } as const;
    expect(await bodyOf(onlyHere, { lookUp: naming(['8.8.8.8', '127.0.0.1']) })).toBe('here');
    await expect(bodyOf(onlyHere, { lookUp: naming(['8.8.8.8']) })).rejects.toThrow(AddressRefused);
  });

  it('is asked over a connection of its own, never over one that was opened with other rights', async () => {
    const outbound = open({ lookUp: naming(['127.0.0.1']) });
    const first = await outbound.request({ url: `http://hub.test:${port}/`, reach: 'anywhere' });
    for await (const _ of first);
    await expect(outbound.request({ url: `http://hub.test:${port}/` })).rejects.toThrow(AddressRefused);
  });
});

describe('https', () => {
  let server: TestServer;
  const here = naming(['127.0.0.1']);

  beforeEach(async () => {
    server = await openTlsServer();
    closing.push(server);
  });

  it('is spoken with whoever can prove the name', async () => {
    const request = { url: `https://cdn.hub.test:${server.port}/a`, reach: 'anywhere' } as const;
    expect(await bodyOf(request, { lookUp: here })).toBe(`cdn.hub.test:${server.port} /a`);
    const other = { ...request, url: `https://other.test:${server.port}/a` };
    await expect(bodyOf(other, { lookUp: here })).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  describe('through a proxy', () => {
    let proxy: TestProxy;
    const throughIt = (userInfo = '') => ({
      env: { HTTPS_PROXY: `http://${userInfo}127.0.0.1:${proxy.port}` },
      lookUp: () => expect.fail('The proxy looks names up.'),
    });

    beforeEach(async () => {
      proxy = await openTestProxy(server.port);
      closing.push(proxy);
    });

    it('tells it a name and password that hold a percent sign as they are', async () => {
      expect(await bodyOf({ url: 'https://cdn.hub.test/a' }, throughIt('ann:100%@'))).toBe('cdn.hub.test /a');
      expect(proxy.asked).toEqual([`cdn.hub.test:443 Basic ${Buffer.from('ann:100%').toString('base64')}`]);
    });

    it('asks it to connect, and checks the far end as ever', async () => {
      const outbound = open(throughIt('ann:pass%20word@'));
      const answer = await outbound.request({ url: 'https://cdn.hub.test/a' });
      let body = '';
      for await (const piece of answer) body += piece;
      expect(body).toBe('cdn.hub.test /a');
      expect(proxy.asked).toEqual([`cdn.hub.test:443 Basic ${Buffer.from('ann:pass word').toString('base64')}`]);
      expect(outbound.view().sent).toBe(1);
      const wrong = bodyOf({ url: 'https://other.test/a' }, throughIt());
      await expect(wrong).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    });

    it('asks it for no private address, and around it for none that it is for', async () => {
      for (const host of ['10.0.0.1', '[fd00::1]', '169.254.169.254']) {
        await expect(bodyOf({ url: `https://${host}/` }, throughIt()), host).rejects.toThrow(AddressRefused);
      }
      expect(proxy.asked).toEqual([]);
      const except = { env: { ...throughIt().env, NO_PROXY: 'hub.test' }, lookUp: here };
      const url = `https://cdn.hub.test:${server.port}/b`;
      expect(await bodyOf({ url, reach: 'anywhere' }, except)).toBe(`cdn.hub.test:${server.port} /b`);
      expect(proxy.asked).toEqual([]);
    });

    it('closes the line when the request is cancelled', async () => {
      const cancel = new AbortController();
      const answer = await open(throughIt()).request({ url: 'https://cdn.hub.test/a', signal: cancel.signal });
      expect(proxy.lines.size).toBe(1);
      answer.on('error', () => {});
      cancel.abort();
      await until(() => proxy.lines.size === 0);
    });

    it('is told of what the proxy says, and goes around none', async () => {
      const refusing = await openTestProxy(server.port, 407);
      closing.push(refusing);
      const env = { HTTPS_PROXY: `http://127.0.0.1:${refusing.port}` };
      await expect(bodyOf({ url: 'https://cdn.hub.test/a' }, { env })).rejects.toMatchObject({ status: 407 });
      const gone = { HTTPS_PROXY: 'http://127.0.0.1:1' };
      const asking = bodyOf({ url: 'https://cdn.hub.test/a' }, { env: gone, lookUp: here });
      await expect(asking).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    });
  });
});
