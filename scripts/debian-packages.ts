import { existsSync } from 'node:fs';
import { runChild } from './child-process.mjs';
import { say } from './project.mjs';

let hasFreshLists = false;

/**
 * Installs packages of the distribution where that needs nobody's leave: for root on Debian and its kin. Says so in a line,
 * and whether they are there now.
 */
export async function installDebianPackages(names: readonly string[], purpose: string): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  say(`Installing ${names.join(', ')} with apt-get, because the tests need ${purpose} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (...commandArguments: string[]) => runChild('apt-get', ['-qq', ...commandArguments], { env });
  if (!hasFreshLists) hasFreshLists = (await aptGet('update')) === 0;
  return (await aptGet('install', '-y', '--no-install-recommends', ...names)) === 0;
}
