/** `npm run test:long`: the random sessions of the unit tests, twenty times as many as the gate has time for, and more damaged models. */
import { runTool } from './tool.ts';

process.env.PALIMPSEST_TEST_RUNS_FACTOR ??= '20';
process.exitCode = await runTool('vitest', [
  'run',
  '--testTimeout=3600000',
  'random-acts',
  'numbers-add-up',
  'damaged-models',
  'damaged-tokenizers',
]);
