import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OfferedFile } from '../shared/import-view.ts';
import { fileHeaders, filePath } from '../shared/sent-file.ts';
import { toWireError } from '../shared/wire.ts';
import { isOwnOrigin } from './local-host.ts';

export interface TakeFileSettings {
  /** Who knows it may send files. */
  readonly token: string;
  /** `bytes`: as many as the page says that there are. */
  readonly receive: (
    name: string,
    pieces: AsyncIterable<Uint8Array>,
    options: { readonly bytes: number | undefined },
  ) => Promise<OfferedFile>;
}

const longestName = 400;

/** Whether a request is one that sends a file. */
export function isFileSent({ method, url }: IncomingMessage): boolean {
  return method === 'POST' && url === filePath;
}

/**
 * Takes a file from a page that was served here and knows the token, piece by piece as it is stored. The token comes as a header that
 * no form and no other site's page can set.
 */
export async function takeFile(
  { token, receive }: TakeFileSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { headers } = request;
  const bytes = Number(headers['content-length'] ?? Number.NaN);
  const options = { bytes: Number.isSafeInteger(bytes) ? bytes : undefined };
  await takeSent(token, request, response, () => receive(nameOf(headers[fileHeaders.name]), request, options));
}

/** Answers a page that sends something with what is made of it, or why that is refused. */
export async function takeSent(
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
  take: () => Promise<object>,
): Promise<void> {
  const { host = '', origin } = request.headers;
  if (!isOwnOrigin(origin, host) || !isToken(request.headers[fileHeaders.token], token))
    return refuse(request, response, 403);
  try {
    reply(response, 200, await take());
  } catch (error) {
    // Who sends it is told why as soon as it listens; the rest is not waited for.
    reply(response, 409, toWireError(error));
    request.destroy();
  }
}

/** Compares hashes, whose lengths are equal, in a time that tells nothing of how much was right. */
function isToken(given: string | string[] | undefined, token: string): boolean {
  const sha256 = (text: string) => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(sha256(given), sha256(token));
}

/** A header holds no other characters than Latin ones: the name comes encoded. */
function nameOf(encoded: string | string[] | undefined): string {
  try {
    return decodeURIComponent(String(encoded ?? '')).slice(0, longestName);
  } catch {
    return '';
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, statusCode: number): void {
  response.writeHead(statusCode, { connection: 'close' }).end(() => request.destroy());
}

function reply(response: ServerResponse, statusCode: number, body: object): void {
  response.writeHead(statusCode, {
    ...{ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    ...{ 'x-content-type-options': 'nosniff', connection: 'close' },
  });
  response.end(JSON.stringify(body));
}
