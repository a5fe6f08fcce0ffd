import { app } from 'electron';
import { defaultDataFolder, findWorkingFolder, readSurroundings } from '../core/data-folder.ts';
import { ignoreLostOutput } from '../core/last-resort.ts';
import { parseLaunchOptions } from '../core/launch-options.ts';
import { makeDataFolder } from '../core/make-folder.ts';
import { CoreError } from '../shared/wire.ts';
import { sentenceOf } from '../shared/words/sentence-of.ts';
import { systemWords } from '../shared/words/system-words.ts';
import { runApp } from './app.ts';
import { showFailure } from './failure-box.ts';
import { foreignSwitches, ownArguments } from './launch-arguments.ts';
import { registerPageScheme } from './page-protocol.ts';
import { openPassingProfile, openProfileFolder } from './profile-folder.ts';

/** Everything that Electron wants settled before it is ready; what follows is in `runApp`. */
function main(): void {
  // Started by `npm start`, it does not outlive it, not even where that ends before this one is ready.
  let isLeftAlone = false;
  if (process.channel) {
    process.once('disconnect', () => {
      isLeftAlone = true;
      if (app.isReady()) app.quit();
    });
  }
  const surroundings = readSurroundings();
  const read = parseLaunchOptions(ownArguments(process.argv, app.isPackaged), {
    folder: findWorkingFolder(),
    homeFolder: surroundings.homeFolder,
    foreignSwitches,
  });
  if (read.type === 'refused') {
    leave(2, sentenceOf(systemWords(), read.error));
    return;
  }
  const dataDir = makeDataFolder(read.options.dataDir ?? defaultDataFolder(surroundings));
  app.setPath('userData', openProfileFolder(dataDir));
  // Before it is ready, macOS tells with which file it was opened.
  let openPath = read.options.openPath;
  app.once('open-file', (event, path) => {
    event.preventDefault();
    openPath ??= path;
  });
  if (!app.requestSingleInstanceLock({ openPath })) {
    leave(0, systemWords().terminal.alreadyOpen);
    return;
  }
  registerPageScheme();
  void app
    .whenReady()
    .then(() => {
      if (isLeftAlone) return app.exit(0);
      runApp(dataDir, { ...read.options, ...(openPath !== undefined && { openPath }) });
    })
    .catch(fail);
}

/** Says in a box and on standard error why there is no app, and ends. */
function fail(error: unknown): void {
  const isKnown = error instanceof CoreError;
  if (!isKnown) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  const words = systemWords();
  const sentence = sentenceOf(words, isKnown ? error : { code: 'couldNotStart', details: { reason: String(error) } });
  // Chromium must not put files where the chats of another start may be.
  const profile = app.isReady() ? undefined : openPassingProfile();
  if (profile !== undefined) app.setPath('userData', profile);
  void app
    .whenReady()
    .then(() => showFailure({ title: words.brand, sentence, isAtStart: true }))
    .finally(() => app.exit(1));
}

function leave(exitCode: number, sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  app.exit(exitCode);
}

ignoreLostOutput();
// An error in one callback ends that piece of work, not the app: the core and its words are in a process of their own.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    process.stderr.write(`main: ${error instanceof Error ? error.stack : String(error)}\n`);
  });
}
try {
  main();
} catch (error) {
  fail(error);
}
