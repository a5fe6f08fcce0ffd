import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the person stood who typed the command: npm changes to the project's folder and keeps the other in INIT_CWD. */
export const callerFolder = resolve(process.env.INIT_CWD ?? process.cwd());

/**
 * Tells the person one line. It goes to standard error: standard output belongs to the ready line and to reports.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
