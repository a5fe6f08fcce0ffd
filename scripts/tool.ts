import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runChild } from './child-process.mjs';
import { projectRoot } from './project.mjs';

/** What each tool's command is called in its package; run as files, since `.bin` holds no programs on Windows. */
const tools = {
  'electron-vite': 'electron-vite',
  vitest: 'vitest',
  playwright: '@playwright/test',
  biome: '@biomejs/biome',
  tsc: 'typescript',
} as const;

/** Runs a development tool of the project on this very Node, on this terminal, and gives its exit code. */
export function runTool(
  tool: keyof typeof tools,
  toolArguments: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  return runChild(process.execPath, [toolPath(tool), ...toolArguments], { env });
}

function toolPath(tool: keyof typeof tools): string {
  const manifestPath = join(projectRoot, 'node_modules', tools[tool], 'package.json');
  const bin = JSON.parse(readFileSync(manifestPath, 'utf8')).bin;
  return join(dirname(manifestPath), typeof bin === 'string' ? bin : bin[tool]);
}
