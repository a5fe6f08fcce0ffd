import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failedTestsVariable } from './failed-tests.ts';
import { projectRoot, say } from './project.mjs';
import { runTool } from './tool.ts';

export interface CheckStep {
  readonly name: string;
  run(): Promise<StepResult>;
}

export interface StepResult {
  readonly exitCode: number;
  /** What failed, in lines that are told again at the very end: of a long log people often see the end alone. */
  readonly failures?: readonly string[];
}

const typeProjects = ['core', 'shells', 'web', 'page-tests'];

/** Types in several projects, so that what runs without a screen or without Node cannot name what it has not; tests have both. */
const types: readonly CheckStep[] = typeProjects.map((project) => ({
  name: `types of ${project}`,
  run: async () => ({ exitCode: await runTool('tsc', ['--project', `tsconfig.${project}.json`]) }),
}));

const lint: CheckStep = {
  name: 'lint and format',
  run: async () => ({ exitCode: await runTool('biome', ['check', '--error-on-warnings']) }),
};

/** Unit tests, among them the boundaries and the licences of what is shipped. */
export const unitTests: CheckStep = { name: 'unit tests', run: runUnitTests };

async function runUnitTests(): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-failed-tests-'));
  try {
    const path = join(folder, 'failed-tests.txt');
    const env = { ...process.env, [failedTestsVariable]: path };
    const exitCode = await runTool('vitest', ['run'], { root: projectRoot, nodeFlags: [], env });
    return { exitCode, failures: exitCode === 0 ? [] : readFailures(path, exitCode) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readFailures(path: string, exitCode: number): readonly string[] {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n');
  } catch {
    return [`vitest ended with exit code ${exitCode} before it could tell what failed`];
  }
}

/** Everything that can be said of the sources without starting the app. */
export const checkSteps: readonly CheckStep[] = [...types, lint, unitTests];

/** Runs all steps, also after one has failed, so that one run tells everything. Gives the exit code. */
export async function runSteps(steps: readonly CheckStep[]): Promise<number> {
  const failed: [name: string, result: StepResult][] = [];
  for (const step of steps) {
    say(`— ${step.name}`);
    const result = await step.run();
    if (result.exitCode !== 0) failed.push([step.name, result]);
  }
  if (failed.length > 0) sayFailed(failed);
  return failed.length === 0 ? 0 : 1;
}

/** The last words of a run that has failed. */
export function sayFailed(failed: readonly (readonly [name: string, result: StepResult])[]): void {
  for (const [, { failures = [] }] of failed) for (const line of failures) say(line);
  say(`Failed: ${failed.map(([name]) => name).join(', ')}`);
}
