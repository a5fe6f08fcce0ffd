import { checkSteps, runSteps } from './check-steps.ts';
import { say } from './project.mjs';

/** Runs the steps whose names hold one of the given words; all of them, which is the gate, without any. */
async function check(words: readonly string[]): Promise<number> {
  const chosen = checkSteps.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  if (chosen.length > 0) return runSteps(chosen);
  say(`No step is named so. There are: ${checkSteps.map(({ name }) => name).join(', ')}`);
  return 2;
}

process.exitCode = await check(process.argv.slice(2));
