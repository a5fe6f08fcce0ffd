import type { AppContract } from '../shared/contract.ts';
import type { Handlers } from '../shared/wire.ts';
import type { Application } from './application.ts';
import { write } from './write.ts';

type DeviceMethods = 'devices.watch' | 'devices.wish' | 'devices.measure';

/** What models are computed on. */
export function deviceHandlers(app: Application): Pick<Handlers<AppContract>, DeviceMethods> {
  return {
    'devices.watch': (_input, send, signal) => app.devices.watch(send, signal),
    'devices.wish': async ({ wish }) => {
      const settings = await write(app, () => app.store.settings.configureApp({ device: wish }));
      app.events.send({ type: 'settings', settings });
      app.devices.setWish(wish);
    },
    // The CPU is measured along with what is compared with it.
    'devices.measure': () => app.devices.measure(),
  };
}
