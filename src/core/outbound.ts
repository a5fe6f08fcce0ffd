import { type LookupAddress, lookup as lookUpName } from 'node:dns';
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackHost } from '../shared/hub-address.ts';
import type { RequestsView } from '../shared/views.ts';
import { type Environment, proxyFor } from './network/proxy.ts';
import { isLoopbackAddress, isPublicAddress } from './network/public-addresses.ts';
import { openTunnel } from './network/tunnel.ts';

/** Which computers may be at the other end: one of the public network, only this machine, or whichever. */
export type Reach = 'public' | 'thisMachine' | 'anywhere';

export interface OutboundRequest {
  /** http or https. */
  readonly url: string;
  /** Defaults to GET. */
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Looked at in the very address that is connected to, so that a name cannot come to mean another. Defaults to public. */
  readonly reach?: Reach;
}

/** The beginning of an answer; its body is read as a stream. */
export type OutboundAnswer = IncomingMessage;

export interface Outbound {
  /**
   * Sends one request and gives the beginning of its answer, whose body is read as a stream. A redirect is an answer like any other:
   * whoever follows it sends another request. Counted before anything leaves, whatever comes of it. Throws what Node does,
   * `AddressRefused`, `BadProxy` and `ProxyRefused`.
   */
  request(request: OutboundRequest): Promise<OutboundAnswer>;
  /** A shell kept its page from sending so many more. */
  noteRefused(count: number): void;
  view(): RequestsView;
}

export interface OutboundOptions {
  readonly nowMs: () => number;
  /** Whether a shell stands between the page and the network, and tells what it refused. */
  readonly isPageGuarded: boolean;
  readonly onChange: (requests: RequestsView) => void;
  /** Where HTTPS_PROXY and NO_PROXY are. Defaults to this process's. */
  readonly env?: Environment;
  /** Defaults to the system's. */
  readonly lookUp?: LookUp;
}

/** All addresses of a name. */
export type LookUp = (
  host: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** The other end would be a computer that must not be asked. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/**
 * The only way out to the network: nothing else in Palimpsest's processes opens a connection to another computer, and a test says
 * so. So what it counts is all that was sent since it was opened.
 */
export function openOutbound(options: OutboundOptions): Outbound {
  const { nowMs, isPageGuarded, onChange, env = process.env, lookUp = lookUpName as LookUp } = options;
  let view: RequestsView = { sent: 0, refused: isPageGuarded ? 0 : null, sinceMs: nowMs() };
  const change = (changed: Partial<RequestsView>) => {
    view = { ...view, ...changed };
    onChange(view);
  };
  return {
    request: async ({ url: text, method = 'GET', headers = {}, signal, reach = 'public' }) => {
      const url = new URL(text);
      if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`No way out by ${url.protocol}`);
      if (signal?.aborted) throw signal.reason;
      const proxy = proxyFor(url, env);
      requireReach(url, reach);
      const about = { method, headers, ...(signal ? { signal } : {}) };
      change({ sent: view.sent + 1 });
      if (proxy) {
        const socket = await openTunnel({ proxy, target: url, signal });
        return answerOf(httpsRequest(url, { ...about, defaultPort: 443, createConnection: () => socket }));
      }
      // A connection of its own for each: one that was opened for another request may lead where this one must not go.
      const direct: RequestOptions = { ...about, agent: false, lookup: guarded(lookUp, reach) };
      return answerOf(url.protocol === 'https:' ? httpsRequest(url, direct) : httpRequest(url, direct));
    },
    noteRefused: (count) => {
      if (view.refused !== null && count > 0) change({ refused: view.refused + count });
    },
    view: () => view,
  };
}

/**
 * What can be said before anything is looked up: of addresses, and of the name that always means this machine. Through a proxy this is
 * all that can be said, because the proxy looks the name up.
 */
function requireReach({ hostname }: URL, reach: Reach): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) ? isReached(host, reach) : reach !== 'public' || !isLoopbackHost(host)) return;
  throw new AddressRefused(host);
}

function isReached(address: string, reach: Reach): boolean {
  if (reach === 'anywhere') return true;
  return reach === 'public' ? isPublicAddress(address) : isLoopbackAddress(address);
}

/** Looks a name up for a connection, which then goes to one of the addresses that are left. */
function guarded(lookUp: LookUp, reach: Reach): LookupFunction {
  return (host, options, callback) => {
    lookUp(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '');
      const reached = found.filter(({ address }) => isReached(address, reach));
      const [first] = reached;
      if (!first) return callback(new AddressRefused(host), '');
      if (options.all) callback(null, reached);
      else callback(null, first.address, first.family);
    });
  };
}

function answerOf(request: ClientRequest): Promise<OutboundAnswer> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
    request.end();
  });
}
