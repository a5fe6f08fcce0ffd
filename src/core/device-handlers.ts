import type { AppContract } from '../shared/contract.ts';
import type { Handlers } from '../shared/wire.ts';
import type { Ground } from './ground.ts';
import type { ModelParts } from './models/model-parts.ts';
import { write } from './write.ts';

type DeviceMethods = 'devices.watch' | 'devices.wish' | 'devices.measure';

/** What models are computed on. */
export function deviceHandlers(app: Ground & Pick<ModelParts, 'devices'>): Pick<Handlers<AppContract>, DeviceMethods> {
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
