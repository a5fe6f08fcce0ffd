import type { DeviceName, DevicesView, DeviceWish } from '../../../shared/device-view.ts';
import { type CoreLink, isClosed, mishapOf } from './core-link.ts';
import { createObservable, type Observable } from './observable.ts';
import type { Mishap } from './page-state.ts';
import { watchThroughLines } from './watch-through-lines.ts';

export interface DevicesState {
  /** Null until it is told. */
  readonly view: DevicesView | null;
  /** What was asked for and did not work. */
  readonly mishap: Mishap | null;
}

/** The devices of this machine, as the Models page shows them. */
export interface DevicesOnPage {
  readonly state: Observable<DevicesState>;
  /** Follows what is known of them, until the given end of it. */
  watch(): () => void;
  wish(wish: DeviceWish): void;
  /** Finds out again what was found out, also of one that was refused. */
  measure(device: DeviceName): void;
}

export function openDevicesOnPage(core: CoreLink): DevicesOnPage {
  const state = createObservable<DevicesState>({ view: null, mishap: null });
  const tell = (error: unknown) => {
    if (!isClosed(error)) state.patch({ mishap: mishapOf(error) });
  };
  return {
    state,
    watch: () =>
      watchThroughLines(core, (client) => client.stream('devices.watch', {}, (view) => state.patch({ view })), tell),
    wish: (wish) => {
      state.patch({ mishap: null });
      core.call('devices.wish', { wish }).catch(tell);
    },
    measure: (device) => {
      state.patch({ mishap: null });
      core.call('devices.measure', { device }).catch(tell);
    },
  };
}
