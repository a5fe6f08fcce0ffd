import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Server as BoundPort } from 'node:net';
import { join } from 'node:path';
import { pageFileParts, pageHeaders } from '../shared/page-files.ts';
import { systemWords } from '../shared/words/system-words.ts';
import { type DownloadSite, downloadsFolder, sendDownload } from './download.ts';
import { isLocalHost } from './local-host.ts';
import { type OpeningCodes, openingFolder, openOpeningCodes } from './opening-code.ts';
import { isOwnUser } from './peer-user.ts';
import { isFileSent, type TakeFileSettings, takeFile } from './take-file.ts';
import { isModelFileSent, type TakeModelFileSettings, takeModelFile } from './take-model-file.ts';

export interface PageServerSettings {
  readonly rendererDir: string;
  readonly token: string;
  /** Takes in a file that a page sends; without it, none is taken. */
  readonly receiveFile?: TakeFileSettings['receive'] | undefined;
  /** The same for a part of a model's file. */
  readonly receiveModelFile?: TakeModelFileSettings['receive'] | undefined;
  /** What a page asked its browser to fetch, by its ticket, once; without it, nothing is. */
  readonly takeDownload?: DownloadSite['takeDownload'] | undefined;
}

/** What a page sends may be gigabytes of a model, as slowly as its disk reads them; only what it asks for must be said soon. */
const timeouts = { requestTimeout: 0, headersTimeout: 60_000 };

/**
 * Makes the server of the built page; it does not listen yet. The page holds no secret: those come by the socket, and by the
 * address that an opening code is good for, once.
 */
export function createPageServer(settings: PageServerSettings): Server {
  const codes = openOpeningCodes(settings.token);
  return createServer(timeouts, (request, response) => {
    void answer({ ...settings, codes }, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, words().unreadable);
    });
  });
}

/**
 * Listens on the loopback only, on a port or on what was bound to one; gives the port. Rejects with Node's own error, whose
 * code is EADDRINUSE for a taken port.
 */
export function listenLocally(server: Server, port: number | BoundPort): Promise<number> {
  return new Promise((resolve, reject) => {
    const listening = () => {
      server.off('error', reject);
      // A connection that cannot be taken (no more file descriptors) is that connection's end only.
      server.on('error', () => {});
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    };
    server.once('error', reject);
    if (typeof port === 'number') server.listen(port, '127.0.0.1', listening);
    else server.listen(port, listening);
  });
}

/** Read by a person who has asked for something else than the page. */
function words() {
  return systemWords().terminal.served;
}

interface Site extends PageServerSettings {
  readonly codes: OpeningCodes;
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { host } = request.headers;
  if (!isLocalHost(host)) return refuse(response, 403, words().otherHost);
  const { receiveFile: receive, receiveModelFile, token } = site;
  if (receive && isFileSent(request)) return takeFile({ token, receive }, request, response);
  if (receiveModelFile && isModelFileSent(request))
    return takeModelFile({ token, receive: receiveModelFile }, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return refuse(response, 405, words().otherMethod);
  }
  const [urlPath = ''] = (request.url ?? '').split('?');
  if (urlPath.startsWith(openingFolder)) return sendOn(site, request, response, urlPath.slice(openingFolder.length));
  const { takeDownload } = site;
  if (takeDownload && urlPath.startsWith(downloadsFolder)) {
    if (await sendDownload({ takeDownload }, request, response, urlPath.slice(downloadsFolder.length))) return;
    return refuse(response, 404, words().workedOnce);
  }
  const parts = pageFileParts(urlPath);
  const path = parts && join(site.rendererDir, ...parts);
  const status = path ? await stat(path).catch(() => undefined) : undefined;
  if (!path || !status?.isFile()) return refuse(response, 404, words().nothing);

  response.writeHead(200, { ...pageHeaders(path, socketSource(host)), 'content-length': status.size });
  if (request.method === 'HEAD') return void response.end();
  const file = createReadStream(path);
  file.once('error', () => response.destroy());
  file.pipe(response);
}

/** A code may be seen by other users of this machine, so it works once, and for a browser of this user only. */
function sendOn(site: Site, request: IncomingMessage, response: ServerResponse, code: string): void {
  const isGood = request.method === 'GET' && isOwnUser(request.socket) && site.codes.take(code, Date.now());
  if (isGood) {
    response.writeHead(303, { ...pageHeaders('.txt'), 'cache-control': 'no-store', location: `/#${site.token}` });
    response.end();
  } else refuse(response, 404, words().workedOnce);
}

/** Older browsers do not count a WebSocket of the same host as 'self'; a policy cannot name an IPv6 address. */
function socketSource(host: string): string {
  return host.startsWith('[') ? '' : `ws://${host}`;
}

function refuse(response: ServerResponse, statusCode: number, sentence: string): void {
  response.writeHead(statusCode, { ...pageHeaders('.txt'), 'cache-control': 'no-store' });
  response.end(`${sentence}\n`);
}
