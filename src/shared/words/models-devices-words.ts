import type { DeviceName, DeviceView, DeviceWish } from '../device-view.ts';

/** What answers are computed on. */
export interface ModelDevicesWords {
  readonly title: string;
  readonly lead: string;
  readonly wish: string;
  readonly wishes: Readonly<Record<DeviceWish, string>>;
  readonly wishSays: Readonly<Record<DeviceWish, string>>;
  readonly name: Readonly<Record<DeviceName, string>>;
  readonly isUsed: string;
  /** Of the CPU. */
  readonly reference: string;
  readonly state: Readonly<Record<DeviceView['trial']['type'], string>>;
  readonly proven: (largestDifference: number, atMs: number, nowMs: number) => string;
  readonly speed: (tokensPerSecond: number) => string;
  readonly because: Readonly<Record<NonNullable<DeviceView['because']>, string>>;
  readonly measure: string;
  readonly measureNamed: (device: DeviceName) => string;
  readonly again: string;
  readonly againNamed: (device: DeviceName) => string;
}
