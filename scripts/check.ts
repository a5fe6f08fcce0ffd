import { checkSteps, runSteps } from './check-steps.ts';

process.exitCode = await runSteps(checkSteps);
