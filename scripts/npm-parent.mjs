import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const lookEveryMs = 500;

/**
 * @typedef {object} Relative one process as the system lists it
 * @property {number} parentPid
 * @property {string} command its program and arguments, as it likes to be called
 */

/**
 * Calls back, once, when the npm that runs this script is gone, whatever ended it: what npm has started should not outlive
 * it. npm runs a script by way of a shell, which may stay between the two and outlive npm as well. A start that is not
 * npm's (a launcher's, or one by hand) may lose its parent as it likes.
 * @param {() => void} onGone
 */
export function whenNpmIsGone(onGone) {
  const chain = npmChain(process.ppid, process.env, readRelative);
  if (!chain) return;
  const timer = setInterval(() => {
    if (isWhole(chain)) return;
    clearInterval(timer);
    onGone();
  }, lookEveryMs);
  timer.unref();
}

/**
 * The processes from this one's parent up to npm (pnpm, yarn, …); nothing when npm is not what has started this.
 * @param {number} parentPid
 * @param {NodeJS.ProcessEnv} env
 * @param {(pid: number) => Relative | undefined} read
 * @returns {readonly number[] | undefined}
 */
export function npmChain(parentPid, env, read) {
  // Inherited by everything below npm, so it says that there may be one, not that it is near.
  if (env.npm_lifecycle_event === undefined) return undefined;
  const parent = read(parentPid);
  // Where processes cannot be looked at (Windows), the parent is npm's shell, which ends with it or at the next Ctrl+C.
  if (!parent) return [parentPid];
  if (isRunner(parent.command)) return [parentPid];
  if (!isShellWithScript(parent.command)) return undefined;
  const grandparent = read(parent.parentPid);
  return grandparent && isRunner(grandparent.command) ? [parentPid, parent.parentPid] : undefined;
}

/** @param {string} command */
function isRunner(command) {
  return /(^|[/\\\s])(npm|npx|pnpm|yarn|bun)([-.\s/\\]|$)/.test(command) && !isShellWithScript(command);
}

/** @param {string} command */
function isShellWithScript(command) {
  return /^\S*sh(\.exe)? -c\s/.test(command);
}

/**
 * A process whose parent ends gets another one at once, also before anyone has fetched how the parent ended.
 * @param {readonly number[]} chain
 */
function isWhole(chain) {
  const [parentPid, npmPid] = chain;
  if (process.platform === 'win32') return parentPid !== undefined && isAlive(parentPid);
  if (process.ppid !== parentPid) return false;
  if (npmPid === undefined) return true;
  return readRelative(parentPid)?.parentPid === npmPid;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * @param {number} pid
 * @returns {Relative | undefined}
 */
function readRelative(pid) {
  try {
    if (process.platform === 'win32') return undefined;
    if (process.platform === 'linux') {
      // `pid (name) state ppid …`, where a name may hold spaces and parentheses.
      const [, afterName = ''] = /^.*\)\s+(.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return { parentPid: Number(afterName.split(' ')[1]), command };
    }
    const line = execFileSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [, parentPid, command = ''] = /^(\d+)\s+(.*)$/s.exec(line) ?? [];
    return parentPid === undefined ? undefined : { parentPid: Number(parentPid), command };
  } catch {
    return undefined;
  }
}
