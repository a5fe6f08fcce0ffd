import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createProxy, type IncomingMessage, type Server } from 'node:http';
import { createServer, type Server as TlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';

/**
 * In no use but in tests, and trusted by nothing else: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days
 * 36500 -keyout key.pem -out certificate.pem -subj /CN=hub.test -addext
 * "subjectAltName=DNS:hub.test,DNS:*.hub.test,DNS:huggingface.co,DNS:*.hf.co"`.
 */
export const certificate = readFileSync(join(import.meta.dirname, 'tls/certificate.pem'), 'utf8');
export const key = readFileSync(join(import.meta.dirname, 'tls/key.pem'), 'utf8');

export interface TestServer {
  readonly port: number;
  close(): void;
}

/** An https server on this machine that says what it was asked for. */
export async function openTlsServer(): Promise<TestServer> {
  const server: TlsServer = createServer({ cert: certificate, key }, (request, response) =>
    response.end(`${request.headers.host} ${request.url}`),
  );
  return listening(server);
}

export interface TestProxy extends TestServer {
  /** What it was asked to connect to, with what stood in Proxy-Authorization. */
  readonly asked: string[];
  /** Lines that are open. */
  readonly lines: Set<Socket>;
}

/** A proxy that leads every line to a port of this machine, or answers with another status than 200. */
export async function openTestProxy(toPort: number, status = 200): Promise<TestProxy> {
  const asked: string[] = [];
  const lines = new Set<Socket>();
  const server: Server = createProxy();
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push([request.url, request.headers['proxy-authorization']].filter(Boolean).join(' '));
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    lines.add(socket);
    socket.once('close', () => lines.delete(socket));
    socket.on('error', () => {});
    const onward = connect(toPort, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    onward.on('error', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  return { ...(await listening(server)), asked, lines };
}

async function listening(server: Server | TlsServer): Promise<TestServer> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
