import { exportStyleSources } from './export-style-sources.ts';
import { replayPlayerSources } from './replay-player-sources.ts';

/** Where a page asks for its files, and under which rules it may run: the same in both shells. */

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  woff: 'font/woff',
  txt: 'text/plain; charset=utf-8',
};

/**
 * The path of a file inside the page's folder, in parts, for the path of a URL; nothing when it points anywhere else. Only
 * plain names are let through, so nothing has to be known of what `..`, `\`, `:` or NUL mean to which file system.
 */
export function pageFileParts(urlPath: string): readonly string[] | undefined {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (path === '/') return ['index.html'];
  const [beginning, ...parts] = path.split('/');
  const isPlain =
    beginning === '' && parts.length > 0 && parts.every((part) => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(part));
  return isPlain ? parts : undefined;
}

/** Headers for a file of the page. `liveSource` is what the page may connect to besides its own origin. */
export function pageHeaders(fileName: string, liveSource = ''): Record<string, string> {
  const ending = fileName.slice(fileName.lastIndexOf('.') + 1);
  return {
    'content-type': contentTypes[ending] ?? 'application/octet-stream',
    'content-security-policy': contentSecurityPolicy(liveSource),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    // Built files carry a hash of their content in their name; the page that names them must always be the present one.
    'cache-control': ending === 'html' ? 'no-store' : 'no-cache',
  };
}

function contentSecurityPolicy(liveSource: string): string {
  return [
    "default-src 'none'",
    // Beside its own, those of exported pages, which it shows before they are saved, each in a frame without any other right.
    ["script-src 'self'", replayPlayerSources?.script ?? ''].join(' ').trim(),
    ["style-src 'self'", ...Object.values(exportStyleSources), replayPlayerSources?.style ?? ''].join(' ').trim(),
    "font-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${liveSource}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
