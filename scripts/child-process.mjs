import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { projectRoot, say } from './project.mjs';

/** @typedef {{ env?: NodeJS.ProcessEnv, cwd?: string, endsWithParent?: boolean }} ChildOptions */

/**
 * Runs a program on this terminal until it ends and gives its exit code (128 + the signal's number when a signal ended it).
 * Signals that reach this process are passed on, so that the program can end cleanly; with `endsWithParent` the program
 * also gets a channel to this process, which it sees close when this one dies without a word (`endWithParent`).
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {ChildOptions} [options]
 * @returns {Promise<number>}
 */
export function runChild(program, programArguments, options = {}) {
  const { env = process.env, cwd = projectRoot, endsWithParent = false } = options;
  const stdio = /** @type {const} */ (['inherit', 'inherit', 'inherit']);
  const child = spawn(program, [...programArguments], {
    cwd,
    env,
    stdio: endsWithParent ? [...stdio, 'ipc'] : [...stdio],
  });
  const stopRelaying = relaySignals(child);
  return new Promise((resolve) => {
    child.once('error', (error) => {
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
 * Passes SIGINT, SIGTERM and SIGHUP on to a child, also when this process's own parent goes away.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} stops doing so
 */
function relaySignals(child) {
  /** @type {readonly NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const relays = signals.map((signal) => /** @type {const} */ ([signal, () => relay(child, signal)]));
  const endChild = () => void child.kill('SIGTERM');
  for (const [signal, listener] of relays) process.on(signal, listener);
  process.on('disconnect', endChild);
  return () => {
    for (const [signal, listener] of relays) process.off(signal, listener);
    process.off('disconnect', endChild);
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function relay(child, signal) {
  // On Windows Ctrl+C reaches every program of the console by itself, and `kill` would end the child in mid-sentence.
  if (process.platform === 'win32' && signal === 'SIGINT') return;
  child.kill(signal);
}
