import { isLoopbackHost, urlOf } from '../../shared/hub-address.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What HTTPS_PROXY names cannot be used. Going around it would send past it what was to go through it. */
export class BadProxy extends Error {
  override readonly name = 'BadProxy';
}

/**
 * The proxy that the environment names for an address (HTTPS_PROXY, less what NO_PROXY excepts; in small letters first, as curl reads
 * them); null where it is reached without. What is asked of this machine never goes through one. Throws BadProxy.
 */
export function proxyFor(url: URL, env: Environment): URL | null {
  if (url.protocol !== 'https:' || isLoopbackHost(url.hostname)) return null;
  const named = (env.https_proxy ?? env.HTTPS_PROXY ?? '').trim();
  if (named === '' || isExcepted(url, env.no_proxy ?? env.NO_PROXY ?? '')) return null;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(named) ? named : `http://${named}`;
  const proxy = urlOf(text);
  if (proxy?.protocol !== 'http:' && proxy?.protocol !== 'https:') throw new BadProxy();
  return proxy;
}

/** `*`, a host, or a domain with all below it (`.example.com`, `*.example.com` and `example.com` alike), each with or without a port. */
function isExcepted(url: URL, exceptions: string): boolean {
  const host = url.hostname.toLowerCase();
  const port = url.port || '443';
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((exception) => exception !== '')
    .some((exception) => {
      if (exception === '*') return true;
      const [, named = '', namedPort] =
        /^(.*?)(?::(\d+))?$/.exec(exception.startsWith('[') ? exception : bracketed(exception)) ?? [];
      if (namedPort !== undefined && namedPort !== port) return false;
      const domain = named.replace(/^\*?\./, '');
      return host === domain || host.endsWith(`.${domain}`);
    });
}

/** An address of version 6 stands in brackets in a URL, and usually without them in a list. */
function bracketed(exception: string): string {
  return exception.split(':').length > 2 ? `[${exception}]` : exception;
}
