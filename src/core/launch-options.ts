import { isAbsolute, join, resolve } from 'node:path';

export type ShellKind = 'electron' | 'browser';

/** What can be said when Palimpsest is started. Paths are absolute. */
export interface LaunchOptions {
  /** Whichever fits the machine when it is not given. */
  readonly shell?: ShellKind;
  /** Whether the browser shell opens a window of its own. */
  readonly opensWindow: boolean;
  /** The browser shell's port; any free one when it is not given. */
  readonly port?: number;
  readonly dataDir?: string;
  readonly modelsDir?: string;
  readonly modelDir?: string;
}

export type LaunchArguments =
  | { readonly type: 'options'; readonly options: LaunchOptions }
  | { readonly type: 'refused'; readonly sentence: string };

export interface ParseSettings {
  /** What relative paths are relative to; undefined when it is gone. */
  readonly folder: string | undefined;
  /** What `~` stands for where no shell has replaced it (`--data-dir=~/x`); undefined when there is none. */
  readonly homeFolder?: string | undefined;
  /** Beginnings of switches that are somebody else's (Chromium's, Node's) and are passed over. Defaults to none. */
  readonly foreignSwitches?: readonly string[];
}

/** How `npm start` may be told what to do. */
export const launchUsage =
  '[--shell electron|browser] [--no-open] [--port N] [--data-dir DIR] [--models-dir DIR] [--model DIR]';

const folderFlags = { '--data-dir': 'dataDir', '--models-dir': 'modelsDir', '--model': 'modelDir' } as const;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Reads the flags of a start, `--flag value` or `--flag=value`; what it cannot read is refused in one sentence. */
export function parseLaunchOptions(launchArguments: readonly string[], settings: ParseSettings): LaunchArguments {
  const options: Mutable<LaunchOptions> = { opensWindow: true };
  const rest = [...launchArguments];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (settings.foreignSwitches?.some((beginning) => argument?.startsWith(beginning))) continue;
    const [flag, joinedValue] = splitFlag(argument);
    if (flag === '--no-open' && joinedValue === undefined) {
      options.opensWindow = false;
      continue;
    }
    if (!isFlagWithValue(flag)) return refused(`"${argument}" is not something Palimpsest can be started with`);
    const value = joinedValue ?? rest.shift();
    if (!value || (joinedValue === undefined && value.startsWith('--'))) return refused(`"${flag}" needs a value`);
    const complaint = take(options, flag, value, settings);
    if (complaint) return refused(complaint);
  }
  return { type: 'options', options };
}

/** The flags that say the same to another process, wherever that one stands. */
export function toLaunchArguments(options: LaunchOptions): string[] {
  const launchArguments: string[] = [];
  if (!options.opensWindow) launchArguments.push('--no-open');
  if (options.port !== undefined) launchArguments.push('--port', String(options.port));
  for (const [flag, name] of Object.entries(folderFlags)) {
    const folder = options[name];
    if (folder !== undefined) launchArguments.push(flag, folder);
  }
  return launchArguments;
}

type FlagWithValue = '--shell' | '--port' | keyof typeof folderFlags;

function isFlagWithValue(flag: string): flag is FlagWithValue {
  return flag === '--shell' || flag === '--port' || Object.hasOwn(folderFlags, flag);
}

/** Puts a value where it belongs, or says what is wrong with it. */
function take(
  options: Mutable<LaunchOptions>,
  flag: FlagWithValue,
  value: string,
  settings: ParseSettings,
): string | undefined {
  if (flag === '--shell') {
    if (value !== 'electron' && value !== 'browser') return `"--shell" is electron or browser, not "${value}"`;
    options.shell = value;
  } else if (flag === '--port') {
    const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
    if (!(port >= 0 && port <= 65535)) return `"--port" is a number from 0 to 65535, not "${value}"`;
    options.port = port;
  } else {
    const folder = wholePath(value, settings);
    if (folder.type === 'none') return `"${flag}" cannot be "${value}": ${folder.reason}`;
    options[folderFlags[flag]] = folder.path;
  }
  return undefined;
}

type WholePath = { readonly type: 'path'; readonly path: string } | { readonly type: 'none'; readonly reason: string };

function wholePath(value: string, { folder, homeFolder }: ParseSettings): WholePath {
  const [first = '', ...rest] = value.split(process.platform === 'win32' ? /[\\/]/ : '/');
  if (first === '~') {
    if (homeFolder === undefined) return { type: 'none', reason: 'there is no home folder. Give the whole path' };
    return { type: 'path', path: join(homeFolder, ...rest) };
  }
  // A folder that is really named so can be given as "./~name".
  if (first.startsWith('~')) return { type: 'none', reason: `what "${first}" stands for is not known here` };
  if (isAbsolute(value)) return { type: 'path', path: resolve(value) };
  if (folder === undefined) return { type: 'none', reason: 'the folder you are in is gone. Give the whole path' };
  return { type: 'path', path: resolve(folder, value) };
}

function splitFlag(argument: string): readonly [flag: string, value: string | undefined] {
  const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return equals < 0 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

function refused(complaint: string): LaunchArguments {
  return { type: 'refused', sentence: `${complaint}. It takes: ${launchUsage}` };
}
