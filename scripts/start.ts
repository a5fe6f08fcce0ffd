import { join } from 'node:path';
import { findHomeFolder, findWorkingFolder } from '../src/core/data-folder.ts';
import { type LaunchOptions, parseLaunchOptions, toLaunchArguments } from '../src/core/launch-options.ts';
import { makeToken } from '../src/server/page-token.ts';
import { sentenceOf } from '../src/shared/words/sentence-of.ts';
import { systemWords } from '../src/shared/words/system-words.ts';
import { runChild } from './child-process.mjs';
import { chooseShell, type MachineQuestions } from './choose-shell.ts';
import { electronFolder, findElectron, missingLibrary } from './electron-binary.ts';
import { readSandboxFacts, sandboxProblem } from './electron-sandbox.ts';
import { ensureBuilt } from './ensure-built.ts';
import { fetchElectron } from './fetch-electron.ts';
import { keepServer } from './keep-server.ts';
import { projectRoot, say } from './project.mjs';

const thisMachine: MachineQuestions = {
  isRootOnLinux: process.platform === 'linux' && process.getuid?.() === 0,
  hasDisplay: () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY),
  findElectron: () => findElectron(),
  fetchElectron,
  sandboxProblem: (program) => sandboxProblem(readSandboxFacts(program && electronFolder(program))),
  missingLibrary,
};

async function start(): Promise<number> {
  const read = parseLaunchOptions(process.argv.slice(2), {
    folder: findWorkingFolder(),
    homeFolder: findHomeFolder(),
  });
  if (read.type === 'refused') {
    say(sentenceOf(systemWords(), read.error));
    return 2;
  }
  if (!(await ensureBuilt())) return 1;
  const choice = await chooseShell(read.options.shell, thisMachine);
  if (choice.type === 'refused') {
    say(choice.sentence);
    return 1;
  }
  if (choice.type === 'browser') {
    if (choice.reason) say(`Opening in a browser, because ${choice.reason}.`);
    return startBrowserShell(read.options);
  }
  if (choice.note) say(choice.note);
  return startElectronShell(choice.program, choice.flags, read.options);
}

function startBrowserShell(options: LaunchOptions): Promise<number> {
  return keepServer({
    serverPath: join(projectRoot, 'out', 'main', 'server.cjs'),
    serverArguments: toLaunchArguments(options),
    port: options.port ?? 0,
    token: makeToken(),
  });
}

function startElectronShell(program: string, flags: readonly string[], options: LaunchOptions): Promise<number> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  return runChild(program, ['.', ...flags, ...toLaunchArguments(options)], {
    env,
    endsWithParent: true,
    hasOwnGroup: true,
  });
}

process.exitCode = await start();
