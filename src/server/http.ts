import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pageFileParts, pageHeaders } from '../shared/page-files.ts';
import { isLocalHost } from './local-host.ts';

/** Makes the server of the built page; it does not listen yet. The page holds no secret: those come by the socket. */
export function createPageServer(rendererDir: string): Server {
  return createServer((request, response) => {
    void answer(rendererDir, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'The page could not be read.');
    });
  });
}

/** Listens on the loopback only; gives the port. Rejects with Node's own error, whose code is EADDRINUSE for a taken port. */
export function listenLocally(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

async function answer(rendererDir: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { host } = request.headers;
  if (!isLocalHost(host)) return refuse(response, 403, 'This host name is not served here.');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return refuse(response, 405, 'Only GET is served here.');
  }
  const [urlPath = ''] = (request.url ?? '').split('?');
  const parts = pageFileParts(urlPath);
  const path = parts && join(rendererDir, ...parts);
  const status = path ? await stat(path).catch(() => undefined) : undefined;
  if (!path || !status?.isFile()) return refuse(response, 404, 'There is nothing here.');

  response.writeHead(200, { ...pageHeaders(path, socketSource(host)), 'content-length': status.size });
  if (request.method === 'HEAD') return void response.end();
  const file = createReadStream(path);
  file.once('error', () => response.destroy());
  file.pipe(response);
}

/** Older browsers do not count a WebSocket of the same host as 'self'; a policy cannot name an IPv6 address. */
function socketSource(host: string): string {
  return host.startsWith('[') ? '' : `ws://${host}`;
}

function refuse(response: ServerResponse, statusCode: number, sentence: string): void {
  response.writeHead(statusCode, { ...pageHeaders('.txt'), 'cache-control': 'no-store' });
  response.end(`${sentence}\n`);
}
