import { isAbsolute, join, resolve } from 'node:path';
import { type DeviceWish, deviceWishes } from '../shared/device-view.ts';
import type { ErrorDetails } from '../shared/errors.ts';
import { CoreError, toWireError, type WireError } from '../shared/wire.ts';

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
  /** What models are computed on this time; the setting when it is not given. */
  readonly device?: DeviceWish;
  /** A file, or the folder of a model, that is to be opened in the window. */
  readonly openPath?: string;
}

export type LaunchArguments =
  | { readonly type: 'options'; readonly options: LaunchOptions }
  | { readonly type: 'refused'; readonly error: WireError };

export interface ParseSettings {
  /** What relative paths are relative to; undefined when it is gone. */
  readonly folder: string | undefined;
  /** What `~` stands for where no shell has replaced it (`--data-dir=~/x`); undefined when there is none. */
  readonly homeFolder?: string | undefined;
  /** Beginnings of switches that are somebody else's (Chromium's, Node's) and are passed over. Defaults to none. */
  readonly foreignSwitches?: readonly string[];
}

/** How `npm start` may be told what to do. */
const usage =
  '[--shell electron|browser] [--no-open] [--port N] [--data-dir DIR] [--models-dir DIR] [--model DIR] [--device auto|cpu|webgpu] [FILE]';

const folderFlags = { '--data-dir': 'dataDir', '--models-dir': 'modelsDir', '--model': 'modelDir' } as const;

type Complaint = ErrorDetails['badOption'];
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Reads the flags of a start, `--flag value` or `--flag=value`; what it cannot read is refused with `badOption`. */
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
    if (!argument.startsWith('-') && options.openPath === undefined) {
      const path = wholePath(argument, settings);
      if (path.type === 'none') return refused(path.complain(argument, argument));
      options.openPath = path.path;
      continue;
    }
    if (!isFlagWithValue(flag)) return refused({ reason: 'unknown', argument, usage });
    const value = joinedValue ?? rest.shift();
    if (!value || (joinedValue === undefined && value.startsWith('--'))) {
      return refused({ reason: 'noValue', flag, usage });
    }
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
  if (options.device !== undefined) launchArguments.push('--device', options.device);
  if (options.openPath !== undefined) launchArguments.push(options.openPath);
  return launchArguments;
}

type FlagWithValue = '--shell' | '--port' | '--device' | keyof typeof folderFlags;

function isFlagWithValue(flag: string): flag is FlagWithValue {
  return ['--shell', '--port', '--device'].includes(flag) || Object.hasOwn(folderFlags, flag);
}

/** Puts a value where it belongs, or says what is wrong with it. */
function take(
  options: Mutable<LaunchOptions>,
  flag: FlagWithValue,
  value: string,
  settings: ParseSettings,
): Complaint | undefined {
  if (flag === '--shell') {
    if (value !== 'electron' && value !== 'browser') return { reason: 'badShell', value, usage };
    options.shell = value;
  } else if (flag === '--device') {
    const wish = deviceWishes.find((each) => each === value);
    if (!wish) return { reason: 'badDevice', value, usage };
    options.device = wish;
  } else if (flag === '--port') {
    const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
    if (!(port >= 0 && port <= 65535)) return { reason: 'badPort', value, usage };
    options.port = port;
  } else {
    const folder = wholePath(value, settings);
    if (folder.type === 'none') return folder.complain(flag, value);
    options[folderFlags[flag]] = folder.path;
  }
  return undefined;
}

type WholePath =
  | { readonly type: 'path'; readonly path: string }
  | { readonly type: 'none'; readonly complain: (flag: string, value: string) => Complaint };

const none = (complain: (flag: string, value: string) => Complaint) => ({ type: 'none', complain }) as const;

function wholePath(value: string, { folder, homeFolder }: ParseSettings): WholePath {
  const [first = '', ...rest] = value.split(process.platform === 'win32' ? /[\\/]/ : '/');
  if (first === '~') {
    if (homeFolder === undefined) return none((flag, given) => ({ reason: 'noHomeFolder', flag, value: given, usage }));
    return { type: 'path', path: join(homeFolder, ...rest) };
  }
  // A folder that is really named so can be given as "./~name".
  if (first.startsWith('~'))
    return none((flag, given) => ({ reason: 'otherHome', flag, value: given, name: first, usage }));
  if (isAbsolute(value)) return { type: 'path', path: resolve(value) };
  if (folder === undefined) return none((flag, given) => ({ reason: 'noWorkingFolder', flag, value: given, usage }));
  return { type: 'path', path: resolve(folder, value) };
}

function splitFlag(argument: string): readonly [flag: string, value: string | undefined] {
  const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return equals < 0 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

function refused(complaint: Complaint): LaunchArguments {
  return { type: 'refused', error: toWireError(new CoreError('badOption', complaint)) };
}
