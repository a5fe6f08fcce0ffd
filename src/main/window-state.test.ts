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
