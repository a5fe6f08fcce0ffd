import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { saying } from '../../../shared/test-support/saying.ts';
import type { LookUp } from '../../outbound.ts';
import { certificate, openTestProxy, type TestProxy } from '../../test-support/tls-server.ts';
import { openTestHub, type TestHub } from './test-support/open-test-hub.ts';

let test: TestHub;
let names: string[];

/** Every name leads here. */
const here: LookUp = (host, _options, callback) => {
  names.push(host);
  callback(null, [{ address: '127.0.0.1', family: 4 }]);
};

beforeEach(async () => {
  names = [];
  test = await openTestHub({ lookUp: here });
});
afterEach(() => test.close());

function sendOnTo(location: (asked: string) => string | null, status = 302): void {
  test.server.trouble = (request, response) => {
    const to = location(request.url ?? '');
    if (to !== null) response.writeHead(status, { location: to }).end('moved');
    return to !== null;
  };
}

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('is followed below the address that is set (%s)', async (status) => {
    sendOnTo((asked) => (asked.startsWith('/moved') ? null : `/moved${asked}`), status);
    await expect(test.look()).rejects.toEqual(saying('has no model'));
    expect(test.server.asked[1]).toBe('/moved/api/models/someone/small/revision/main?blobs=true');
    expect(test.sent()).toBe(2);
  });

  it('is followed five times, and no further', async () => {
    const times = (most: number) => {
      let left = most;
      sendOnTo((asked) => (left-- > 0 ? asked : null));
      return test.look();
    };
    expect((await times(5)).repository).toBe('someone/small');
    expect(test.sent()).toBe(6);
    await expect(times(6)).rejects.toEqual(saying('sent Palimpsest on more than 5 times'));
    expect(test.sent()).toBe(12);
  });

  it.each([
    ...['http://127.0.0.1:1/', 'https://127.0.0.1/', 'http://localhost/', 'https://example.com/', '//example.com/a'],
    ...['https://evilhuggingface.co/', 'https://huggingface.co.example.com/', 'https://hf.co.example.com/'],
    ...[
      'http://huggingface.co/',
      'http://cdn.hf.co/',
      'https://huggingface.co@example.com/',
      'https://a:b@huggingface.co/',
    ],
    ...['ftp://huggingface.co/', 'file:///etc/passwd', 'javascript:alert(1)', 'https://10.0.0.1/', 'https://[::1]/'],
    ...['https://huggingface.co%2eexample.com/', 'http://', 'https://xn--huggingface-.co/'],
  ])('to %s is not followed', async (to) => {
    sendOnTo(() => to);
    await expect(test.look()).rejects.toEqual(saying('which is not the hub’s. Nothing was asked there.'));
    expect(test.sent()).toBe(1);
    expect(names).toEqual([]);
  });

  it.each([
    'https://huggingface.co/a',
    'https://hf.co/a',
    'https://cas-bridge.xethub.hf.co/a',
    'https://HUGGINGFACE.co/a',
  ])('to %s is followed, but never to a private address', async (to) => {
    sendOnTo(() => to);
    await expect(test.look()).rejects.toEqual(saying('is a computer of this machine’s own network'));
    expect(names).toEqual([new URL(to).hostname]);
    expect(test.server.asked).toHaveLength(1);
  });
});

describe('the address that is set', () => {
  const trustedBefore = getCACertificates('default');
  beforeAll(() => setDefaultCACertificates([...trustedBefore, certificate]));
  afterAll(() => setDefaultCACertificates(trustedBefore));
  let proxy: TestProxy | undefined;
  afterEach(() => proxy?.close());

  async function openAt(address: string): Promise<void> {
    await test.close();
    test = await openTestHub({ address, isEncrypted: true, lookUp: here });
  }

  it('may be one of the own network, such as a mirror’s', async () => {
    const { port } = new URL((await openEncrypted()).server.address);
    const mirror = await openTestHub({ address: `https://mirror.hub.test:${port}/of/models`, lookUp: here });
    await expect(mirror.look()).rejects.toEqual(saying('has no model'));
    expect(test.server.asked).toEqual(['/of/models/api/models/someone/small/revision/main?blobs=true']);
    await mirror.close();
  });

  async function openEncrypted(): Promise<TestHub> {
    await openAt('https://huggingface.co');
    return test;
  }

  it('is never a private one where it is the public hub’s', async () => {
    await openEncrypted();
    await expect(test.look()).rejects.toEqual(saying('huggingface.co is a computer of this machine’s own network'));
    expect(test.server.asked).toEqual([]);
  });

  it('has to speak as it is asked: encrypted', async () => {
    const { port } = new URL(test.server.address);
    const plain = await openTestHub({ address: `https://mirror.hub.test:${port}`, lookUp: here });
    await expect(plain.look()).rejects.toEqual(saying('Is the address of the hub the right one?'));
    await plain.close();
  });

  it('has to prove its name', async () => {
    const { port } = new URL((await openEncrypted()).server.address);
    const other = await openTestHub({ address: `https://other.test:${port}`, lookUp: here });
    await expect(other.look()).rejects.toEqual(saying(/cannot prove that it is other\.test/));
    expect(test.server.asked).toEqual([]);
    await other.close();
  });

  it('is reached through the proxy that the environment names, as is all that it sends on to', async () => {
    const far = await openEncrypted();
    proxy = await openTestProxy(Number(new URL(far.server.address).port));
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const behind = await openTestHub({ address: 'https://huggingface.co', env });
    far.server.trouble = (request, response) => {
      if (!request.url?.includes('/resolve/') || request.headers.host === 'cdn.hf.co') return false;
      response.writeHead(302, { location: `https://cdn.hf.co${request.url}` }).end();
      return true;
    };
    const found = await behind.look();
    await behind.download(found);
    expect(behind.taken).toHaveLength(1);
    expect(new Set(proxy.asked)).toEqual(new Set(['huggingface.co:443', 'cdn.hf.co:443']));
    await behind.close();
  });

  it('is not reached around a proxy that refuses, or that is none', async () => {
    const far = await openEncrypted();
    proxy = await openTestProxy(Number(new URL(far.server.address).port), 407);
    const named = (value: string) => openTestHub({ address: 'https://huggingface.co', env: { HTTPS_PROXY: value } });
    const refused = await named(`http://127.0.0.1:${proxy.port}`);
    await expect(refused.look()).rejects.toEqual(saying('asks for a name and a password'));
    const none = await named('socks5://127.0.0.1:1080');
    await expect(none.look()).rejects.toEqual(saying('Nothing was sent around it.'));
    expect(far.server.asked).toEqual([]);
    await Promise.all([refused.close(), none.close()]);
  });
});
