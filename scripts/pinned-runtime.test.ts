import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from './project.mjs';

function readJson(...path: string[]) {
  return JSON.parse(readFileSync(join(projectRoot, ...path), 'utf8'));
}

const why =
  'The engine has the runtime write new keys and values in place, by outputs that are views into its inputs. A coming ' +
  'version reworks preallocated outputs: before the pin is moved, run the engine tests, the golden ones and the decode bench.';

it('keeps the runtime at the version whose preallocated outputs are known', () => {
  const pinned = '1.30.0';
  const lock = readJson('package-lock.json').packages;
  expect(readJson('package.json').dependencies['onnxruntime-node'], why).toBe(pinned);
  expect(lock[''].dependencies['onnxruntime-node'], why).toBe(pinned);
  expect(lock['node_modules/onnxruntime-node'].version, why).toBe(pinned);
  expect(readJson('node_modules', 'onnxruntime-node', 'package.json').version, why).toBe(pinned);
});
