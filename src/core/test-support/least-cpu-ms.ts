/**
 * How much of a processor's time an action takes, the least of several runs: neither what other programs of a busy machine do
 * meanwhile counts, nor what is done once, such as compiling.
 */
export function leastCpuMs(runs: number, action: () => void): number {
  const runsMs = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    action();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...runsMs);
}
