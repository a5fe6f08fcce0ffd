import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the person stood who typed the command: npm changes to the project's folder and keeps the other in INIT_CWD. */
export const callerFolder = resolve(process.env.INIT_CWD ?? process.cwd());

// Whoever reads what is printed may be gone (a closed terminal); what runs goes on to its own end.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

/**
 * Tells the person one line. It goes to standard error: standard output belongs to the ready line and to reports.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
