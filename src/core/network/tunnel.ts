import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect } from 'node:tls';

/** The proxy answered that it will not, or asks for a name and password. */
export class ProxyRefused extends Error {
  override readonly name = 'ProxyRefused';
  readonly status: number;

  constructor(status: number) {
    super(`The proxy answered ${status}`);
    this.status = status;
  }
}

export interface TunnelOptions {
  readonly proxy: URL;
  /** Where it leads, over https. */
  readonly target: URL;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A line to an https address through a proxy (CONNECT, RFC 9110 9.3.6), encrypted to its far end and checked as any other. Only
 * `outbound.ts` opens one. The far end's name is looked up by the proxy: which address that is, nobody here can see.
 */
export async function openTunnel({ proxy, target, signal }: TunnelOptions): Promise<Socket> {
  const socket = await connectThrough({ proxy, target, signal });
  const host = withoutBrackets(target.hostname);
  return connect({ socket, host, servername: isIP(host) ? '' : host, ALPNProtocols: ['http/1.1'] });
}

function connectThrough({ proxy, target, signal }: TunnelOptions): Promise<Socket> {
  const authority = `${target.hostname}:${target.port || 443}`;
  const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = send({
    method: 'CONNECT',
    host: withoutBrackets(proxy.hostname),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    path: authority,
    headers: { host: authority, ...authorization(proxy) },
    agent: false,
    ...(signal && { signal }),
  });
  return new Promise((resolve, reject) => {
    request.on('connect', ({ statusCode = 0 }, socket: Socket, rest: Buffer) => {
      // What a proxy sends before it was told anything is not from the far end.
      if (statusCode >= 200 && statusCode < 300 && rest.length === 0) return resolve(socket);
      socket.destroy();
      reject(new ProxyRefused(statusCode));
    });
    request.on('error', reject);
    request.end();
  });
}

function authorization({ username, password }: URL): { 'proxy-authorization'?: string } {
  if (username === '' && password === '') return {};
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** A percent sign that stands for itself is left as it was written. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
