import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './project.mjs';

/** Every way in which a file of ours could reach another computer, or name what can. */
const waysOut =
  /from '(?:node:)?(?:http|https|http2|net|tls|dns|dns\/promises|dgram|undici|ws)'|import\('(?:node:)?(?:http|https|http2|net|tls|dns|dgram|undici|ws)'\)|require\('(?:node:)?(?:http|https|http2|net|tls|dns|dgram|undici|ws)'\)|\bfetch\(|new (?:WebSocket|EventSource|XMLHttpRequest)\(|sendBeacon|\bnet\b[^'\n]*\} from 'electron'/;

/** The files that may, and why. */
const known: Readonly<Record<string, string>> = {
  'src/core/outbound.ts': 'the way out, which counts',
  'src/core/network/tunnel.ts': 'the way out’s line through a proxy',
  'src/core/network/public-addresses.ts': 'tells addresses apart',
  'src/server/http.ts': 'listens on this computer for the page',
  'src/server/socket.ts': 'takes the page’s line, which the page opens',
  'src/server/peer-user.ts': 'looks at who is at the other end of a line that was taken',
  'src/server/serve-browser-shell.ts': 'names the type of a port that is listened on',
  'src/server/download.ts': 'sends the page’s browser what the page asked for',
  'src/server/take-file.ts': 'takes a file that the page sends',
  'src/server/take-model-file.ts': 'takes a model’s file that the page sends',
  'src/renderer/src/import/post-part.ts': 'sends a part of a model’s file to the page’s own server',
  'src/renderer/src/import/send-file.ts': 'sends a file to the page’s own server',
  'src/server/keeper-line.ts': 'is handed the port that is listened on',
  'src/renderer/src/connect.ts': 'opens the page’s line to its own server',
};

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'test-support' ? [] : sourcesIn(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function nameOf(file: string): string {
  return relative(projectRoot, file).split(sep).join('/');
}

describe('the network', () => {
  const users = sourcesIn(join(projectRoot, 'src')).filter((file) => waysOut.test(readFileSync(file, 'utf8')));

  it('is reached by one file, and by what serves the page on this computer', () => {
    expect(users.map(nameOf).sort()).toEqual(Object.keys(known).sort());
  });

  it('is asked for by nobody else: what listens makes no request', () => {
    const asking =
      /\b(?:request|get|connect|createConnection|lookup|resolve4)\b[^'\n]*\} from 'node:(?:http|https|http2|net|tls|dns)'|new Socket\(|\.createConnection\(/;
    const askers = users.filter((file) => asking.test(readFileSync(file, 'utf8')));
    expect(askers.map(nameOf).sort()).toEqual(['src/core/network/tunnel.ts', 'src/core/outbound.ts']);
  });

  it('is reached through a proxy by the way out alone', () => {
    const users = sourcesIn(join(projectRoot, 'src')).filter((file) =>
      /\bopenTunnel\b/.test(readFileSync(file, 'utf8')),
    );
    expect(users.map(nameOf).sort()).toEqual(['src/core/network/tunnel.ts', 'src/core/outbound.ts']);
  });

  it('is not reached by any of the ways that this test knows without its being seen', () => {
    const hidden = [
      "import { get } from 'https';",
      "await import('node:dns')",
      'fetch(url)',
      "import { net } from 'electron';",
    ];
    for (const line of hidden) expect(waysOut.test(line)).toBe(true);
  });
});
