/**
 * How much of a processor's time this process takes for an action. Unlike the time on the clock it is no longer on a busy
 * machine, where others have the processor in between.
 */
export async function cpuMs(action: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await action();
  return sinceMs(before);
}

/** The same of several runs, the least of them: what is done once, such as compiling, does not count. */
export function leastCpuMs(runs: number, action: () => void): number {
  const runsMs = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    action();
    return sinceMs(before);
  });
  return Math.min(...runsMs);
}

function sinceMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
