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

/** Whether a process is there and does something: one that has ended and waits to be fetched does not count. */
export function isRunning(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return state !== '' && !state.startsWith('Z');
  } catch {
    return false;
  }
}
