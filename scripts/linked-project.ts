import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './project.mjs';
import type { ToolPlace } from './tool.ts';

/** Said to the build's configuration: a link must not be followed back to the path that cannot be built in. */
const linkedVariable = 'PALIMPSEST_BUILDS_THROUGH_LINK';

/** Vite takes what follows one of these in a file's path for a part of an address. */
export function needsLink(folder: string): boolean {
  return /[#?]/.test(folder);
}

/** Has a tool see the project under a path without such characters, by a link that is gone afterwards. */
export async function linkedProject<Result>(run: (place: ToolPlace) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-build-'));
  const root = join(folder, 'project');
  try {
    symlinkSync(projectRoot, root, 'junction');
    // Asked for the working folder, a system names the real one.
    const workingFolder = `data:text/javascript,process.cwd=()=>decodeURIComponent("${encodeURIComponent(root)}")`;
    const nodeFlags = ['--preserve-symlinks', '--preserve-symlinks-main', '--import', workingFolder];
    return await run({ root, nodeFlags, env: { ...process.env, [linkedVariable]: '1' } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
