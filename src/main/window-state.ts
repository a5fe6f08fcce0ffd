import { readFileSync, writeFileSync } from 'node:fs';

/** In pixels of the desktop, as Electron counts them. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowState {
  /** Left to the system when there is none to go back to. */
  readonly bounds?: Bounds;
  readonly isMaximized: boolean;
}

export const smallestWindow = { width: 900, height: 600 };

/** So much of the title bar has to be on a display that the window can be reached and moved. */
const reachable = { width: 100, height: 40 };

/** The state as it was left, if it can be read and would be seen on the present displays. */
export function readWindowState(path: string, displays: readonly Bounds[]): WindowState {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { isMaximized: false };
  }
  return checkWindowState(value, displays);
}

/** Remembers where the window was; what cannot be remembered costs a glance, no more. */
export function writeWindowState(path: string, state: WindowState): void {
  try {
    writeFileSync(path, JSON.stringify(state));
  } catch {
    return;
  }
}

/** Takes what was stored for what it is: any value, from any version, for displays that may be gone. */
export function checkWindowState(value: unknown, displays: readonly Bounds[]): WindowState {
  if (typeof value !== 'object' || value === null) return { isMaximized: false };
  const { bounds, isMaximized } = value as Record<string, unknown>;
  const state = { isMaximized: isMaximized === true };
  if (!isBounds(bounds) || !displays.some((display) => isReachable(bounds, display))) return state;
  const width = Math.max(bounds.width, smallestWindow.width);
  const height = Math.max(bounds.height, smallestWindow.height);
  return { ...state, bounds: { x: bounds.x, y: bounds.y, width, height } };
}

function isBounds(value: unknown): value is Bounds {
  if (typeof value !== 'object' || value === null) return false;
  const { x, y, width, height } = value as Record<string, unknown>;
  return [x, y, width, height].every((number) => Number.isInteger(number) && Math.abs(number as number) < 100_000);
}

function isReachable(bounds: Bounds, display: Bounds): boolean {
  const right = Math.min(bounds.x + bounds.width, display.x + display.width);
  const visibleWidth = right - Math.max(bounds.x, display.x);
  const visibleHeight = display.y + display.height - bounds.y;
  return visibleWidth >= reachable.width && visibleHeight >= reachable.height && bounds.y >= display.y;
}
