import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readText } from './model-file.ts';

it.skipIf(process.platform === 'win32')('refuses a pipe in the place of a model file, and does not wait for it', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'palimpsest-model-file-')), 'config.json');
  execFileSync('mkfifo', [file]);
  expect(readText(file)).toMatchObject({ type: 'unreadable', problem: { reason: 'notAFile' } });
});
