import { runTool } from './tool.ts';

process.exitCode = await runTool('biome', ['check', '--write', ...process.argv.slice(2)]);
