import { execFileSync } from 'node:child_process';

interface ProcessRow {
  readonly pid: number;
  readonly parentPid: number;
  readonly command: string;
}

function listProcesses(): ProcessRow[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return table.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), parentPid: Number(match[2]), command: match[3] ?? '' }] : [];
  });
}

/** The child of a process whose command line says what it is. */
export function childNamed(parentPid: number, name: string): number {
  const child = listProcesses().find((row) => row.parentPid === parentPid && row.command.includes(name));
  if (!child) throw new Error(`Process ${parentPid} has no child named ${name}.`);
  return child.pid;
}

/** The process that started another one. */
export function parentOf(pid: number): number {
  const row = listProcesses().find((each) => each.pid === pid);
  if (!row) throw new Error(`There is no process ${pid}.`);
  return row.parentPid;
}

/** A process and all that it started, a line each; for a person who looks for what hangs. */
export function describeFamily(pid: number): string {
  try {
    const table = listProcesses();
    const family = new Set([pid]);
    // A child may stand before its parent, where numbers were given out anew.
    for (let size = 0; size !== family.size; ) {
      size = family.size;
      for (const row of table) if (family.has(row.parentPid)) family.add(row.pid);
    }
    const lines = table
      .filter((row) => family.has(row.pid))
      .map((row) => `${row.pid} (of ${row.parentPid}) ${row.command.slice(0, 160)}`);
    return `Its processes:\n${lines.join('\n')}`;
  } catch (error) {
    return `Its processes cannot be listed: ${error}`;
  }
}

/** Whether a process is there and does something: one that has ended and waits to be fetched does not count. */
export function isRunning(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return state !== '' && !state.startsWith('Z');
  } catch {
    return false;
  }
}
