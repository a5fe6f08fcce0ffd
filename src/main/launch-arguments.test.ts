import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseLaunchOptions } from '../core/launch-options.ts';
import { argumentsToStartAgain, foreignSwitches, ownArguments } from './launch-arguments.ts';

it('tells its own arguments from the program, the app and what stands before it', () => {
  expect(ownArguments(['electron', '.', '--data-dir', 'x'], false)).toEqual(['--data-dir', 'x']);
  expect(ownArguments(['electron', '--inspect=0', '-r', 'loader.js', '.', '--no-open'], false)).toEqual(['--no-open']);
  expect(ownArguments(['palimpsest', '--data-dir', 'x'], true)).toEqual(['--data-dir', 'x']);
  expect(ownArguments(['electron'], false)).toEqual([]);
});

it("lets Chromium's switches pass and refuses a mistyped flag", () => {
  const settings = { folder: '/', foreignSwitches };
  expect(parseLaunchOptions(['--no-sandbox', '--ozone-platform=x11'], settings).type).toBe('options');
  expect(parseLaunchOptions(['--data', '/x'], settings).type).toBe('refused');
});

it('starts again where it is, with what else it was started with, and with no other file than the one that is meant', () => {
  const folder = process.cwd();
  const argv = [
    'electron',
    '--inspect=0',
    '.',
    '--no-sandbox',
    '--device',
    'cpu',
    '--data-dir=kept',
    'first.palimpsest',
  ];
  const read = parseLaunchOptions(ownArguments(argv, false), { folder, foreignSwitches });
  if (read.type === 'refused') throw new Error('These are its arguments.');
  const { openPath: _, ...options } = read.options;
  const again = argumentsToStartAgain(argv, false, options);
  expect(again).toEqual(['--inspect=0', '.', '--no-sandbox', '--data-dir', join(folder, 'kept'), '--device', 'cpu']);
  const withFile = argumentsToStartAgain(['palimpsest', '--lang=de'], true, { ...options, openPath: '/second' });
  expect(withFile).toEqual(['--lang=de', '--data-dir', join(folder, 'kept'), '--device', 'cpu', '/second']);
});
