import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runChild } from './child-process.mjs';
import { projectRoot, say } from './project.mjs';

/**
 * Installs the dependencies when they are absent or other than the lockfile says.
 * @returns {Promise<boolean>} whether they are there now
 */
export async function ensureInstalled() {
  const need = installationNeed(projectRoot);
  if (need === 'none') return true;
  say(
    need === 'absent'
      ? 'Installing the dependencies …'
      : 'Installing the dependencies again: the lockfile has changed …',
  );
  const npm = npmCommand(process.env, process.platform);
  // Quiet by `loglevel`: what npm has to say about funding or newer versions is not what was asked for.
  const exitCode = await runChild(npm.program, [
    ...npm.flags,
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
  ]);
  if (exitCode !== 0) {
    say('The dependencies could not be installed (see above). Is the npm registry within reach?');
    return false;
  }
  writeFileSync(stampPath(projectRoot), lockfileHash(projectRoot));
  return true;
}

/**
 * @param {string} root
 * @returns {'none' | 'absent' | 'stale'}
 */
export function installationNeed(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'absent';
  // A link leads to dependencies that others use as well: npm would empty their folder and put a new one here.
  if (lstatSync(join(root, 'node_modules')).isSymbolicLink()) return 'none';
  // Our stamp knows the very lockfile; without it (after `npm install` by hand) npm's own record must not be the older one.
  const stamp = stampPath(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfileHash(root)) return 'none';
  return statSync(record).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs ? 'none' : 'stale';
}

/** @param {string} root */
function stampPath(root) {
  return join(root, 'node_modules', '.palimpsest-lockfile-hash');
}

/** @param {string} root */
function lockfileHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/**
 * The npm that runs us, by way of the Node that runs us: a script called `npm` need not be a program (on Windows it is not).
 * @param {NodeJS.ProcessEnv} env
 * @param {string} platform
 * @returns {{ program: string, flags: readonly string[] }}
 */
export function npmCommand(env, platform) {
  const running = env.npm_execpath;
  if (running && basename(running) === 'npm-cli.js') return { program: process.execPath, flags: [running] };
  if (platform === 'win32') return { program: env.ComSpec ?? 'cmd.exe', flags: ['/d', '/s', '/c', 'npm'] };
  return { program: 'npm', flags: [] };
}
