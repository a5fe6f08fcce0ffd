import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkWindowState, readWindowState, writeWindowState } from './window-state.ts';

const displays = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: 1920, y: 200, width: 1280, height: 1024 },
];
const bounds = { x: 100, y: 80, width: 1200, height: 800 };

it('goes back to where the window was', () => {
  expect(checkWindowState({ bounds, isMaximized: true }, displays)).toEqual({ bounds, isMaximized: true });
  const onSecond = { ...bounds, x: 2000, y: 210 };
  expect(checkWindowState({ bounds: onSecond }, displays)).toEqual({ bounds: onSecond, isMaximized: false });
});

it('is never smaller than the smallest window', () => {
  const small = { bounds: { ...bounds, width: 200, height: 10 } };
  expect(checkWindowState(small, displays).bounds).toEqual({ ...bounds, width: 900, height: 600 });
});

it.each([
  ['too wide', { ...bounds, width: 2560 }, { x: 0, y: 80, width: 1920, height: 800 }],
  ['too tall', { ...bounds, height: 1400 }, { x: 100, y: 0, width: 1200, height: 1080 }],
  ['both', { x: 10, y: 10, width: 2560, height: 1400 }, { x: 0, y: 0, width: 1920, height: 1080 }],
  ['both, mostly on the second', { x: 1930, y: 210, width: 2560, height: 1400 }, displays[1]],
  ['partly right of both', { ...bounds, x: 2900, y: 300 }, { ...bounds, x: 2000, y: 300 }],
  ['partly below', { ...bounds, y: 900 }, { ...bounds, y: 280 }],
  ['partly left', { ...bounds, x: -500 }, { ...bounds, x: 0 }],
  ['across two', { ...bounds, x: 900, y: 250 }, { ...bounds, x: 720, y: 250 }],
])('comes back wholly onto one display: %s', (_what, stored, expected) => {
  expect(checkWindowState({ bounds: stored }, displays).bounds).toEqual(expected);
});

it('fits a display that is smaller than the smallest window', () => {
  const tiny = { x: 0, y: 24, width: 800, height: 480 };
  expect(checkWindowState({ bounds }, [tiny]).bounds).toEqual(tiny);
});

it.each([
  ['a display that is gone', { ...bounds, x: 5000 }],
  ['above the display', { ...bounds, y: -200 }],
  ['below the display', { ...bounds, y: 1070 }],
  ['left of the display', { ...bounds, x: -1150 }],
  ['no number', { ...bounds, x: 'left' }],
  ['an endless number', { ...bounds, width: 1e9 }],
  ['nothing', undefined],
])('does not go back to %s', (_what, stored) => {
  expect(checkWindowState({ bounds: stored, isMaximized: true }, displays)).toEqual({ isMaximized: true });
});

it('takes any file for what it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-window-'));
  const path = join(folder, 'window.json');
  expect(readWindowState(path, displays)).toEqual({ isMaximized: false });
  writeFileSync(path, '{"bounds":');
  expect(readWindowState(path, displays)).toEqual({ isMaximized: false });
  writeFileSync(path, 'null');
  expect(readWindowState(path, displays)).toEqual({ isMaximized: false });
  writeWindowState(path, { bounds, isMaximized: false });
  expect(readWindowState(path, displays)).toEqual({ bounds, isMaximized: false });
  rmSync(folder, { recursive: true });
});
