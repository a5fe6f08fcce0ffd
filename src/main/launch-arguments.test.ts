import { expect, it } from 'vitest';
import { parseLaunchOptions } from '../core/launch-options.ts';
import { foreignSwitches, ownArguments } from './launch-arguments.ts';

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
