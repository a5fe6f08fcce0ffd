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

/** Takes what was stored for what it is: any value, from any version, for displays that may be gone or smaller. */
export function checkWindowState(value: unknown, displays: readonly Bounds[]): WindowState {
  if (typeof value !== 'object' || value === null) return { isMaximized: false };
  const { bounds, isMaximized } = value as Record<string, unknown>;
  const state = { isMaximized: isMaximized === true };
  if (!isBounds(bounds)) return state;
  const [display] = displays
    .filter((each) => isReachable(bounds, each))
    .sort((one, other) => sharedArea(bounds, other) - sharedArea(bounds, one));
  return display ? { ...state, bounds: fitBounds(bounds, display) } : state;
}

/** Bounds as they are wholly on a display, no smaller than the smallest window unless the display is. */
export function fitBounds(bounds: Bounds, display: Bounds): Bounds {
  const width = Math.min(Math.max(bounds.width, smallestWindow.width), display.width);
  const height = Math.min(Math.max(bounds.height, smallestWindow.height), display.height);
  return {
    x: clamp(bounds.x, display.x, display.x + display.width - width),
    y: clamp(bounds.y, display.y, display.y + display.height - height),
    width,
    height,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function sharedArea(one: Bounds, other: Bounds): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, width) * Math.max(0, height);
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
