import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { projectRoot, say } from './project.mjs';

/**
 * @typedef {object} ChildOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd] the project's folder when it is not given
 * @property {boolean} [endsWithParent] gives it a channel, which it sees close when this process dies without a word
 * @property {boolean} [hasOwnGroup] keeps a terminal's Ctrl+C from it, so that it gets the one that is passed on and no other
 */

/** A Ctrl+C comes from the terminal and again from whoever passes it on; both mean one wish. */
const oneWishWithinMs = 1_000;

/**
 * Runs a program on this terminal until it ends and gives its exit code (128 + the signal's number when a signal ended it).
 * Signals that reach this process are passed on, so that the program can end cleanly.
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {ChildOptions} [options]
 * @returns {Promise<number>}
 */
export function runChild(program, programArguments, options = {}) {
  const { env = process.env, cwd = projectRoot, endsWithParent = false, hasOwnGroup = false } = options;
  const stdio = /** @type {const} */ (['inherit', 'inherit', 'inherit']);
  const child = spawn(program, [...programArguments], {
    cwd,
    env,
    stdio: endsWithParent ? [...stdio, 'ipc'] : [...stdio],
    detached: hasOwnGroup && process.platform !== 'win32',
  });
  const stopRelaying = hearEndings((signal) => void child.kill(signal));
  return new Promise((resolve) => {
    // Also a signal that cannot be sent is told so: only who never started ends here.
    child.on('error', (error) => {
      if (child.pid !== undefined) return;
      stopRelaying();
      say(`${program} could not be started: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (exitCode, signal) => {
      stopRelaying();
      resolve(exitCode ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/**
 * Hears every wish that this process and what it runs should end: SIGINT, SIGTERM, SIGHUP, and its own parent going away.
 * @param {(signal: NodeJS.Signals) => void} onWish
 * @returns {() => void} stops doing so
 */
export function hearEndings(onWish) {
  /** @type {readonly NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  let heardAtMs = Number.NEGATIVE_INFINITY;
  /** @param {NodeJS.Signals} signal */
  const hear = (signal) => {
    // On Windows Ctrl+C reaches every program of the console by itself, and `kill` would end the child in mid-sentence.
    if (process.platform === 'win32' && signal === 'SIGINT') return;
    if (performance.now() - heardAtMs < oneWishWithinMs) return;
    heardAtMs = performance.now();
    onWish(signal);
  };
  const listeners = signals.map((signal) => /** @type {const} */ ([signal, () => hear(signal)]));
  const endAll = () => onWish('SIGTERM');
  for (const [signal, listener] of listeners) process.on(signal, listener);
  process.on('disconnect', endAll);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
    process.off('disconnect', endAll);
  };
}
