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

/** Where and how a tool runs when it is not simply in the project's folder. */
export interface ToolPlace {
  /** What the tool is to take for the project's folder. */
  readonly root: string;
  readonly nodeFlags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const usualPlace: ToolPlace = { root: projectRoot, nodeFlags: [], env: process.env };

/** Runs a development tool of the project on this very Node, on this terminal, and gives its exit code. */
export function runTool(
  tool: keyof typeof tools,
  toolArguments: readonly string[],
  { root, nodeFlags, env }: ToolPlace = usualPlace,
): Promise<number> {
  return runChild(process.execPath, [...nodeFlags, toolPath(root, tool), ...toolArguments], { env });
}

function toolPath(root: string, tool: keyof typeof tools): string {
  const manifestPath = join(root, 'node_modules', tools[tool], 'package.json');
  const bin = JSON.parse(readFileSync(manifestPath, 'utf8')).bin;
  return join(dirname(manifestPath), typeof bin === 'string' ? bin : bin[tool]);
}
