import { describe, expect, it } from 'vitest';
import { pageFileParts, pageHeaders } from './page-files.ts';

describe('the files of the page', () => {
  it('are found by plain names', () => {
    expect(pageFileParts('/')).toEqual(['index.html']);
    expect(pageFileParts('/assets/index-B4_k-9.js')).toEqual(['assets', 'index-B4_k-9.js']);
    expect(pageFileParts('/assets/inter%2Dlatin.woff2')).toEqual(['assets', 'inter-latin.woff2']);
  });

  it.each([
    '/../package.json',
    '/assets/../../package.json',
    '/%2e%2e/package.json',
    '/%2e%2e%2fpackage.json',
    '/..%5cpackage.json',
    '/.sources',
    '/assets//x',
    '/C:/Windows/win.ini',
    '/index.html%00.js',
    '/%E0%A4%A',
    '',
    'index.html',
    '/assets/',
  ])('are not to be had by %j', (urlPath) => {
    expect(pageFileParts(urlPath)).toBeUndefined();
  });

  it('say what they are and what may run', () => {
    expect(pageHeaders('index.html')).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(/script-src 'self' 'sha256-[^' ]+';/),
    });
    expect(pageHeaders('index.html')['content-security-policy']).not.toContain('unsafe');
    expect(pageHeaders('a.woff2')['content-type']).toBe('font/woff2');
    expect(pageHeaders('unknown')['content-type']).toBe('application/octet-stream');
    expect(pageHeaders('index.html', 'ws://localhost:1')['content-security-policy']).toContain(
      "connect-src 'self' ws://localhost:1;",
    );
  });
});
