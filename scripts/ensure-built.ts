import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { linkedProject, needsLink } from './linked-project.ts';
import { projectRoot, say } from './project.mjs';
import { hashSources } from './source-stamp.ts';
import { runTool } from './tool.ts';

const stampPath = join(projectRoot, 'out', '.sources');

/** Builds the app when what is built was made from other sources. Says whether it is there now. */
export async function ensureBuilt(): Promise<boolean> {
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === hashSources(projectRoot)) return true;
  say('Building the app …');
  return buildApp();
}

/** Builds the app, whether or not it is stale. Says whether that went well. */
export async function buildApp(): Promise<boolean> {
  // Hashed first: what is edited during the build makes the next start build again.
  const sourcesHash = hashSources(projectRoot);
  rmSync(stampPath, { force: true });
  const build = ['build', '--logLevel', 'warn'];
  const exitCode = needsLink(projectRoot)
    ? await linkedProject((linked) => runTool('electron-vite', build, linked))
    : await runTool('electron-vite', build);
  if (exitCode !== 0) {
    say('The app could not be built (see above).');
    return false;
  }
  mkdirSync(dirname(stampPath), { recursive: true });
  writeFileSync(stampPath, sourcesHash);
  return true;
}
