import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Takes all room that is left, and gives what gives it back. */
export function fillDisk(diskDir: string): () => void {
  const path = join(diskDir, `rest-${randomUUID()}`);
  const file = openSync(path, 'w');
  for (let bytes = 1 << 20; bytes >= 1; bytes >>= 1) {
    try {
      for (;;) writeSync(file, Buffer.alloc(bytes));
    } catch {
      // Smaller pieces may still fit.
    }
  }
  closeSync(file);
  return () => rmSync(path, { force: true });
}
