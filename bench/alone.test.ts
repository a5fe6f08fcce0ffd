import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { tellAlone } from './alone.ts';

const folder = mkdtempSync(join(tmpdir(), 'palimpsest-alone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tell(source: string, limitMs = 20_000) {
  const script = join(folder, 'script.mjs');
  writeFileSync(script, source);
  return tellAlone<unknown>({ script, env: process.env, limitMs });
}

it('tells what is no number as that', async () => {
  const source = 'process.send({ difference: Infinity, speed: NaN }, () => process.exit(0));';
  expect(await tell(source)).toEqual({ difference: Number.POSITIVE_INFINITY, speed: Number.NaN });
});

it('tells how a process ended that told nothing', async () => {
  expect(await tell('process.exit(7);')).toEqual({ failure: 'its process ended (7)' });
  expect(await tell("process.kill(process.pid, 'SIGSEGV');")).toEqual({ failure: 'its process ended (SIGSEGV)' });
});

it('ends a process that is not done in good time, also one that hangs', async () => {
  expect(await tell('for (;;);', 400)).toEqual({ failure: 'it was not done after 0.4 s' });
});
