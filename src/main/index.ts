import { mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { defaultDataFolder } from '../core/data-folder.ts';
import { type LaunchOptions, parseLaunchOptions } from '../core/launch-options.ts';
import { runApp } from './app.ts';
import { foreignSwitches, ownArguments } from './launch-arguments.ts';
import { registerPageScheme } from './page-protocol.ts';

/** Everything that Electron wants settled before it is ready; what follows is in `runApp`. */
function main(): void {
  const read = parseLaunchOptions(ownArguments(process.argv, app.isPackaged), {
    folder: process.cwd(),
    foreignSwitches,
  });
  if (read.type === 'refused') {
    leave(2, read.sentence);
    return;
  }
  const dataDir = openDataFolder(read.options);
  // Chromium's own files get a folder of theirs in the data folder, which also makes the single instance one per data folder.
  app.setPath('userData', join(dataDir, 'electron'));
  if (!app.requestSingleInstanceLock()) {
    leave(0, 'Palimpsest is already open with this data folder; its window has been brought to the front.');
    return;
  }
  registerPageScheme();
  void app.whenReady().then(() => runApp(dataDir, read.options));
}

function openDataFolder(options: LaunchOptions): string {
  const surroundings = { platform: process.platform, env: process.env, homeFolder: homedir() };
  const dataDir = options.dataDir ?? defaultDataFolder(surroundings);
  mkdirSync(join(dataDir, 'electron'), { recursive: true });
  // Two ways to name one folder must not be taken for two folders.
  return realpathSync(dataDir);
}

function leave(exitCode: number, sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  app.exit(exitCode);
}

main();
