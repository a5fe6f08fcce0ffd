import { say } from './project.mjs';
import { runTool } from './tool.ts';

export interface CheckStep {
  readonly name: string;
  run(): Promise<number>;
}

const typeProjects = ['core', 'shells', 'web'];

/** Types in three projects, so that what runs without a screen or without Node cannot name what it has not. */
const types: readonly CheckStep[] = typeProjects.map((project) => ({
  name: `types of ${project}`,
  run: () => runTool('tsc', ['--project', `tsconfig.${project}.json`]),
}));

const lint: CheckStep = { name: 'lint and format', run: () => runTool('biome', ['check', '--error-on-warnings']) };

/** Unit tests, among them the boundaries and the licences of what is shipped. */
export const unitTests: CheckStep = { name: 'unit tests', run: () => runTool('vitest', ['run']) };

/** Everything that can be said of the sources without starting the app. */
export const checkSteps: readonly CheckStep[] = [...types, lint, unitTests];

/** Runs all steps, also after one has failed, so that one run tells everything. Gives the exit code. */
export async function runSteps(steps: readonly CheckStep[]): Promise<number> {
  const failed: string[] = [];
  for (const step of steps) {
    say(`— ${step.name}`);
    if ((await step.run()) !== 0) failed.push(step.name);
  }
  if (failed.length > 0) say(`Failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}
