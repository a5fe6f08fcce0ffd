import { describe, expect, it } from 'vitest';
import { BadProxy, proxyFor } from './proxy.ts';

const hub = new URL('https://cdn.hf.co/a');
const named = (env: Record<string, string>, url = hub) => proxyFor(url, env)?.href ?? null;

describe('the proxy for an address', () => {
  it('is the one that HTTPS_PROXY names, in small letters first', () => {
    expect(named({ HTTPS_PROXY: 'http://proxy.test:3128' })).toBe('http://proxy.test:3128/');
    expect(named({ HTTPS_PROXY: 'http://a.test', https_proxy: 'https://b.test:9' })).toBe('https://b.test:9/');
    expect(named({ HTTPS_PROXY: 'proxy.test:3128' })).toBe('http://proxy.test:3128/');
    expect(named({ HTTPS_PROXY: ' http://ann:pass%20word@proxy.test ' })).toBe('http://ann:pass%20word@proxy.test/');
  });

  it('is none where none is named, for this machine, and for what is not encrypted', () => {
    expect(named({})).toBeNull();
    expect(named({ HTTPS_PROXY: '' })).toBeNull();
    const env = { HTTPS_PROXY: 'http://proxy.test' };
    for (const url of ['https://localhost:8/', 'https://127.0.0.1/', 'https://[::1]:4/', 'http://127.0.0.1/']) {
      expect(named(env, new URL(url)), url).toBeNull();
    }
  });

  it.each(['*', 'hf.co', '.hf.co', '*.hf.co', 'a.test, HF.co', 'a.test cdn.hf.co', 'cdn.hf.co:443', ',,hf.co,'])(
    'is none where NO_PROXY is "%s"',
    (exceptions) => expect(named({ HTTPS_PROXY: 'http://proxy.test', NO_PROXY: exceptions })).toBeNull(),
  );

  it.each(['', 'f.co', 'o', 'cdn.hf.co:8443', 'other.hf.co', 'https://hf.co', '.', ':'])(
    'is the proxy where NO_PROXY is "%s"',
    (exceptions) =>
      expect(named({ HTTPS_PROXY: 'http://proxy.test', NO_PROXY: exceptions })).toBe('http://proxy.test/'),
  );

  it('knows addresses of version 6 with and without brackets', () => {
    const url = new URL('https://[2600:9000::1]:8443/');
    for (const exception of ['2600:9000::1', '[2600:9000::1]', '[2600:9000::1]:8443']) {
      expect(named({ HTTPS_PROXY: 'http://proxy.test', NO_PROXY: exception }, url), exception).toBeNull();
    }
    expect(named({ HTTPS_PROXY: 'http://proxy.test', NO_PROXY: '[2600:9000::1]:1' }, url)).not.toBeNull();
  });

  it.each(['socks5://proxy.test:1080', 'http://', 'ftp://proxy.test', '://'])('cannot be %s', (value) => {
    expect(() => named({ HTTPS_PROXY: value })).toThrow(BadProxy);
  });
});
