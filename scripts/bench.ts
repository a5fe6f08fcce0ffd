import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child-process.mjs';
import { ensureBuilt } from './ensure-built.ts';
import { projectRoot, say } from './project.mjs';

/** Runs the benches whose names hold one of the given words (all without any), one after the other; flags go to each. */
async function bench(benchArguments: readonly string[]): Promise<number> {
  const words = benchArguments.filter((argument) => !argument.startsWith('--'));
  const flags = benchArguments.filter((argument) => argument.startsWith('--'));
  const all = readdirSync(join(projectRoot, 'bench')).filter((name) => name.endsWith('.bench.ts'));
  const chosen = all.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  if (chosen.length === 0) {
    say(`No bench is named so. There are: ${all.join(', ')}`);
    return 2;
  }
  if (!(await ensureBuilt())) return 1;
  let worst = 0;
  for (const name of chosen.sort()) {
    say(`— ${name}`);
    worst = Math.max(worst, await runChild(process.execPath, [...process.execArgv, join('bench', name), ...flags]));
  }
  return worst;
}

process.exitCode = await bench(process.argv.slice(2));
