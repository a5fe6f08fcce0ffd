import { join } from 'node:path';
import { type StepResult, sayFailed, unitTests } from './check-steps.ts';
import { runChild } from './child-process.mjs';
import { ensureBuilt } from './ensure-built.ts';
import { projectRoot, say } from './project.mjs';
import { displayWrapper, prepareBrowser, prepareElectron, type Readiness } from './test-machine.ts';

/** Unit tests, then every end-to-end spec on each shell that this machine can run. Arguments go to Playwright. */
async function test(playwrightArguments: readonly string[]): Promise<number> {
  if (!(await ensureBuilt())) return 1;
  say(`— ${unitTests.name}`);
  const unit = await unitTests.run();

  const shells: Readonly<Record<string, Readiness>> = {
    browser: await prepareBrowser(),
    electron: await prepareElectron(),
  };
  const readyShells = Object.keys(shells).filter((shell) => shells[shell]?.type === 'ready');
  say(`— end-to-end specs (${readyShells.join(', ') || 'none'})`);
  const endToEnd: StepResult = {
    exitCode: readyShells.length === 0 ? 0 : await runSpecs(readyShells, playwrightArguments),
  };

  for (const [shell, readiness] of Object.entries(shells)) {
    if (readiness.type === 'missing') say(`SKIPPED: the specs of the ${shell} shell, because ${readiness.sentence}.`);
  }
  const results = [
    [unitTests.name, unit],
    ['end-to-end specs', endToEnd],
  ] as const;
  const failed = results.filter(([, { exitCode }]) => exitCode !== 0);
  if (failed.length > 0) sayFailed(failed);
  return failed.length === 0 ? 0 : 1;
}

/** Most of a test is waiting: two run at a time, but for those that a busy machine spoils. Who names some has them one by one. */
async function runSpecs(shells: readonly string[], playwrightArguments: readonly string[]): Promise<number> {
  if (playwrightArguments.length > 0) return runPlaywright(shells, playwrightArguments);
  let exitCode = 0;
  for (const shell of shells) {
    const most = ['--workers=2', '--grep-invert=@alone', `--output=test-results/${shell}`];
    exitCode = (await runPlaywright([shell], most)) || exitCode;
  }
  const alone = await runPlaywright(shells, ['--grep=@alone', '--output=test-results/alone']);
  return exitCode || alone;
}

/** A display that begins anew whenever its last window goes would turn away the Electron that is starting just then. */
const displayArguments = ['--auto-servernum', '--server-args=-screen 0 1280x1024x24 -noreset'];

function runPlaywright(shells: readonly string[], playwrightArguments: readonly string[]): Promise<number> {
  const isChosen = playwrightArguments.some((argument) => argument.startsWith('--project'));
  const command = [
    process.execPath,
    join(projectRoot, 'node_modules', '@playwright', 'test', 'cli.js'),
    'test',
    ...(isChosen ? [] : shells.map((shell) => `--project=${shell}`)),
    ...playwrightArguments,
  ];
  const wrapper = displayWrapper();
  const [program = process.execPath, ...programArguments] = wrapper
    ? [wrapper, ...displayArguments, ...command]
    : command;
  return runChild(program, programArguments);
}

process.exitCode = await test(process.argv.slice(2));
