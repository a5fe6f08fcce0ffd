/** How a slowed process works; told to its thread by its place here. */
export const paces = ['slow', 'frozen', 'free'] as const;
export type Pace = (typeof paces)[number];

/** Whether there was a process to send it to. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
