import { type LaunchOptions, toLaunchArguments } from '../core/launch-options.ts';

/**
 * Switches of Chromium and Node that may stand among ours. A list, not a rule: a flag of ours that is mistyped must be
 * refused, or the chats would end up in another folder than the one that was meant.
 */
export const foreignSwitches = [
  '--no-sandbox',
  '--disable-',
  '--enable-',
  '--force-',
  '--ozone-platform',
  '--remote-debugging-',
  '--inspect',
  '--js-flags',
  '--lang',
  '--use-gl',
  '--in-process-gpu',
];

/** The arguments that are the app's: without the program and, when it is not packaged, without the app's folder. */
export function ownArguments(argv: readonly string[], isPackaged: boolean): readonly string[] {
  if (isPackaged) return argv.slice(1);
  // `electron [--inspect=0] [-r FILE] APP [ARGUMENTS]`
  let appIndex = 1;
  while (appIndex < argv.length && argv[appIndex]?.startsWith('-')) {
    appIndex += argv[appIndex] === '-r' || argv[appIndex] === '--require' ? 2 : 1;
  }
  return argv.slice(appIndex + 1);
}

/** What the app is to be started with to be where it is now: its options, and whatever else it was started with that is not one. */
export function argumentsToStartAgain(
  argv: readonly string[],
  isPackaged: boolean,
  options: LaunchOptions,
): readonly string[] {
  const own = ownArguments(argv, isPackaged);
  const before = argv.slice(1, argv.length - own.length);
  const foreign = own.filter((argument) => foreignSwitches.some((beginning) => argument.startsWith(beginning)));
  return [...before, ...foreign, ...toLaunchArguments(options)];
}
