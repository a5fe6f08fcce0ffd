import type { DeviceName, DevicesView, DeviceWish } from '../../../shared/device-view.ts';
import type { Observable } from './observable.ts';

/** The devices of this machine, as the Models page shows them. */
export interface DevicesOnPage {
  readonly state: Observable<{ readonly view: DevicesView | null }>;
  /** Follows what is known of them, through lines that break, until the given end of it. */
  watch(): () => void;
  wish(wish: DeviceWish): void;
  /** Tries and measures it, also where it was refused before. */
  measure(device: DeviceName): void;
}
