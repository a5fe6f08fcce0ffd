import type { WireError } from './wire.ts';

export const deviceNames = ['cpu', 'webgpu'] as const;
export type DeviceName = (typeof deviceNames)[number];
export const deviceWishes = ['auto', ...deviceNames] as const;
/** What a person wants: the fastest that is proven, or this one. */
export type DeviceWish = (typeof deviceWishes)[number];

/** What is known of a device for one model. */
export type DeviceTrial =
  /** This build, system or machine has none. */
  | { readonly type: 'notFound'; readonly failure: WireError | null }
  | { readonly type: 'untried' }
  | { readonly type: 'trying' }
  /** It failed, hung, or ended its process: not tried again until asked. */
  | { readonly type: 'refused'; readonly failure: WireError }
  | {
      readonly type: 'proven';
      /** Of the logits, as a share of the largest absolute one. */
      readonly largestDifference: number;
      readonly decodeTokensPerSecond: number;
      readonly atMs: number;
    };

export interface DeviceView {
  readonly device: DeviceName;
  readonly trial: DeviceTrial;
  /** Answers are computed on it now. */
  readonly isUsed: boolean;
  /** Why `auto` took it, or did not; null where the person chose. */
  readonly because: 'fastest' | 'tooSlow' | 'onlyOne' | 'notProven' | null;
}

/** The devices of this machine for the model that is loaded. */
export interface DevicesView {
  readonly wish: DeviceWish;
  readonly devices: readonly DeviceView[];
}
