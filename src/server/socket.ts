import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { openSocketPipe } from '../shared/socket-pipe.ts';
import type { Pipe } from '../shared/wire.ts';
import { isLocalHost, isOwnOrigin } from './local-host.ts';

const largestMessageBytes = 16 * 1024 * 1024;
const protocolBeginning = 'palimpsest.';

export interface SocketSettings {
  /** Who knows it may speak to the core. */
  readonly token: string;
  readonly onPipe: (pipe: Pipe) => void;
  /** A peer that has not answered one ping when the next is due is gone. Defaults to 30 seconds. */
  readonly pingEveryMs?: number;
}

/** The server's end of all pages' sockets. */
export interface PageSockets {
  close(): void;
}

/**
 * Takes WebSockets at `/socket` from pages served here that know the token. A browser lets any site open a WebSocket to
 * anywhere, so Host and Origin are checked as well; the token is a subprotocol, since a page can set no other header.
 */
export function acceptSockets(server: Server, settings: SocketSettings): PageSockets {
  const { token, onPipe, pingEveryMs = 30_000 } = settings;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => [...offered].find((protocol) => isRightProtocol(protocol, token)) ?? false,
  });

  server.on('upgrade', (request, connection, head) => {
    connection.on('error', () => connection.destroy());
    const refusal = refusalOf(request, token);
    if (refusal) return refuse(connection, refusal);
    sockets.handleUpgrade(request, connection, head, (socket) => {
      socket.on('error', () => socket.terminate());
      // A page asks several things with one key, and is told several at each step of a turn.
      onPipe(openSocketPipe(socket, setImmediate));
    });
  });

  const pinging = dropDeadPeers(sockets, pingEveryMs);
  return {
    close: () => {
      clearInterval(pinging);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function refusalOf(request: IncomingMessage, token: string): string | undefined {
  const { host, origin } = request.headers;
  if (!isLocalHost(host) || !isOwnOrigin(origin, host)) return '403 Forbidden';
  if (request.url !== '/socket') return '404 Not Found';
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',');
  return offered.some((protocol) => isRightProtocol(protocol.trim(), token)) ? undefined : '401 Unauthorized';
}

/** Compares hashes, whose lengths are equal, in a time that tells nothing of how much was right. */
function isRightProtocol(protocol: string, token: string): boolean {
  const sha256 = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(sha256(protocol), sha256(protocolBeginning + token));
}

function refuse(connection: Duplex, status: string): void {
  connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function dropDeadPeers(sockets: WebSocketServer, pingEveryMs: number): NodeJS.Timeout {
  const awaited = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets.clients) {
      if (awaited.has(socket)) {
        socket.terminate();
        continue;
      }
      awaited.add(socket);
      socket.once('pong', () => awaited.delete(socket));
      socket.ping();
    }
  }, pingEveryMs);
  return timer.unref();
}
