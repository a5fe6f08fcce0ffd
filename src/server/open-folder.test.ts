import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startShowing } from './open-folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-shown-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A desktop whose program for folders is this script. */
function desktop(script: string) {
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { platform: 'linux', env: { PATH: `${folder}:${process.env.PATH}` } } as const;
}

describe.skipIf(process.platform === 'win32')('a folder', () => {
  it('is handed to the desktop as it is called, whatever its name holds', async () => {
    const told = join(folder, 'told');
    const name = "/home/o'neil & co; $(touch never)/Palimpsest";
    expect(await startShowing(name, desktop(`printf %s "$1" > '${told}'`))).toBe(true);
    expect(readFileSync(told, 'utf8')).toBe(name);
  });

  it('is not shown where the desktop says so, or has no program for it', async () => {
    expect(await startShowing('/there', desktop('exit 3'))).toBe(false);
    const nothing = { platform: 'linux', env: { PATH: join(folder, 'nowhere') } } as const;
    expect(await startShowing('/there', nothing)).toBe(false);
  });
});
