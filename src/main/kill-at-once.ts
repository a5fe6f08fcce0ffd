import type { UtilityProcess } from 'electron';

/** `UtilityProcess.kill` asks politely, which a process that hangs inside native code never hears. */
export function killAtOnce(child: UtilityProcess | undefined): void {
  if (child?.pid === undefined) return;
  try {
    process.kill(child.pid, 'SIGKILL');
  } catch {
    // It is gone already, and its exit is on its way.
  }
}
