/**
 * `npm start`, `npm test` and the rest begin here: on whatever Node is installed (20 or newer) and before anything else is.
 * It installs what is missing and hands over to the task, which runs on Node 24.
 */
import { join } from 'node:path';
import { runChild } from './child-process.mjs';
import { ensureInstalled } from './installation.mjs';
import { chooseNode } from './node-runtime.mjs';
import { whenNpmIsGone } from './npm-parent.mjs';
import { callerFolder, projectRoot, say } from './project.mjs';

const tasks = ['start', 'test', 'test-long', 'check', 'build', 'bench', 'verify', 'format', 'licences', 'screenshot'];

const [task, ...taskArguments] = process.argv.slice(2);
if (task === undefined || !tasks.includes(task)) {
  say(`Name one of these: ${tasks.join(', ')}. For example: npm start`);
  process.exit(2);
}

// As a SIGTERM would: what runs is told to end, and what it started with it.
whenNpmIsGone(() => process.kill(process.pid, 'SIGTERM'));

const isInstalled = await ensureInstalled();
if (!isInstalled) process.exit(1);

const node = chooseNode();
if (node.type === 'none') {
  say(node.sentence);
  process.exit(1);
}

process.exitCode = await runChild(
  node.path,
  [...node.flags, join(projectRoot, 'scripts', `${task}.ts`), ...taskArguments],
  // Relative paths among a task's arguments mean what they meant to whoever typed them.
  { env: node.env, cwd: callerFolder, endsWithParent: true },
);
