import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Download } from '../core/export/downloads.ts';
import { isOwnOrigin } from './local-host.ts';

/** Below this path a page's browser fetches what the page asked for. */
export const downloadsFolder = '/export/';

/** Who gives a download for a ticket, once. */
export interface DownloadSite {
  readonly takeDownload: (ticket: string) => Download | undefined;
}

/**
 * Sends what a ticket is good for; false for one that is not, or that another site's page shows.
 * The ticket was told to one page, by its socket. A connection that breaks ends the making of the rest.
 */
export async function sendDownload(
  site: DownloadSite,
  request: IncomingMessage,
  response: ServerResponse,
  ticket: string,
): Promise<boolean> {
  if (request.method !== 'GET' || !isFromOwnPage(request.headers)) return false;
  const download = site.takeDownload(ticket);
  if (!download) return false;
  response.writeHead(200, {
    'content-type': download.contentType,
    'content-disposition': `attachment; filename*=UTF-8''${encoded(download.fileName)}`,
    // It is for a folder, not to be opened here; opened all the same, nothing in it would run or have this origin.
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  // What went wrong is told to the page that asked, by whoever makes the bytes.
  await pipeline(Readable.from(download.bytes, { objectMode: false }), response).catch(() => response.destroy());
  return true;
}

/** A browser says where a link was followed, some of them by Origin, newer ones by this; none says nothing of another site's. */
function isFromOwnPage({ host = '', origin, 'sec-fetch-site': site }: IncomingMessage['headers']): boolean {
  return (origin === undefined || isOwnOrigin(origin, host)) && (site === undefined || site === 'same-origin');
}

/** As RFC 8187 wants it: more than encodeURIComponent leaves alone. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
