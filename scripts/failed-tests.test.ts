import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { failedTestsVariable } from './failed-tests.ts';
import { projectRoot } from './project.mjs';

const failing = `
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
it('is well', () => {});
it('loses', () => fc.assert(fc.property(fc.nat(), () => expect([1]).toEqual([2])), { seed: 7, endOnFailure: true }));
it('leaves an error to nobody', () => {
  void Promise.reject(new Error('Nobody waits.'));
  return new Promise((resolve) => setImmediate(resolve));
});
describe('where a hook fails', () => {
  beforeAll(() => expect('a hook').toBe('well'));
  it('never begins', () => {});
});
`;

it('tells of a run what failed in it, with seeds, counterexamples and causes, and errors that nobody waited for', async () => {
  const root = mkdtempSync(join(tmpdir(), 'palimpsest-failing-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src', 'failing.test.ts'), failing);
  writeFileSync(join(root, 'src', 'unreadable.test.ts'), 'const const');
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'), 'junction');

  const path = join(root, 'failed-tests.txt');
  const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
  const vitestArguments = ['run', '--root', root, '--config', join(projectRoot, 'vitest.config.ts')];
  const child = spawn(process.execPath, [...process.execArgv, vitest, ...vitestArguments], {
    env: { ...process.env, [failedTestsVariable]: path },
    stdio: 'ignore',
  });
  expect(await once(child, 'exit')).toEqual([1, null]);

  const told = readFileSync(path, 'utf8');
  expect(told).toContain(
    "src/failing.test.ts > where a hook fails\n    AssertionError: expected 'a hook' to be 'well'",
  );
  expect(told).toMatch(
    /src\/failing\.test\.ts > loses\n {4}Error: Property failed after 1 tests\n {4}\{ seed: 7, path: "0", .*\n {4}Counterexample: \[\d+\]/,
  );
  expect(told).toContain('    Caused by AssertionError: expected [ 1 ] to deeply equal [ 2 ]');
  expect(told).toContain('src/unreadable.test.ts\n');
  expect(told).toContain('failing.test.ts > leaves an error to nobody\n    Error: Nobody waits.');
  expect(told).not.toContain('is well');
});
