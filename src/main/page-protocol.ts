import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { protocol } from 'electron';
import { pageFileParts, pageHeaders } from '../shared/page-files.ts';
import { systemWords } from '../shared/words/system-words.ts';

/** The page has an origin of its own, so that the browser's rules about origins hold; files have none. */
export const pageAddress = 'palimpsest://app/';

const scheme = 'palimpsest';

/** Tells Chromium, before it is ready, that the scheme is one like https. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built page's files, and nothing else, at `pageAddress`. */
export function servePageFiles(rendererDir: string): void {
  protocol.handle(scheme, async (request) => {
    const url = new URL(request.url);
    const parts = url.host === 'app' ? pageFileParts(url.pathname) : undefined;
    const fileName = parts?.at(-1);
    if (!parts || fileName === undefined || request.method !== 'GET') return notFound();
    const body = await readFile(join(rendererDir, ...parts)).catch(() => undefined);
    return body ? new Response(new Uint8Array(body), { headers: pageHeaders(fileName) }) : notFound();
  });
}

function notFound(): Response {
  return new Response(`${systemWords().terminal.served.nothing}\n`, { status: 404, headers: pageHeaders('.txt') });
}
