import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A new empty folder that is removed when the test file is done. Call it at the file's or a describe's top. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
