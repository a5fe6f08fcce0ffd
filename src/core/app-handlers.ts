import type { AppContract } from '../shared/contract.ts';
import type { Handlers } from '../shared/wire.ts';
import { cacheViewOf } from './cache-view.ts';
import type { CarryingParts } from './carrying-parts.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Ground } from './ground.ts';
import type { ModelParts } from './models/model-parts.ts';
import { modelViewOf } from './models/model-view.ts';
import { version } from './version.ts';
import { write } from './write.ts';

type AppMethods = 'app.watch' | 'app.configure' | 'engine.restart' | 'cache.inspect' | 'search.find';

/** What holds for the whole application. */
export function appHandlers(
  app: Ground & ChatParts & ModelParts & Pick<CarryingParts, 'imports'>,
): Pick<Handlers<AppContract>, AppMethods> {
  return {
    'app.watch': async (_input, send, signal) => {
      // It may be made for this: then it is in the list.
      const openChatId = app.shown.find();
      const chats = app.list.snapshot();
      const listening = app.events.until(signal, send);
      const [engine, model, storage] = [app.link.view(), modelViewOf(app.models.loaded()), app.storage.view()];
      const { startedAgainAtMs } = app;
      const [modelSource, modelSwitch] = [app.sources.current().type, app.modelSwitch.view()];
      const [settings, requests] = [app.store.settings.app(), app.outbound.view()];
      const now = { version, engine, model, modelSource, modelSwitch, chats, openChatId, storage, startedAgainAtMs };
      const deletedCount = app.store.chats.countDeleted();
      const offered = app.imports.opened();
      const deviceGivenUp = app.devices.takeUnheard();
      send({ type: 'snapshot', ...now, settings, requests, deletedCount, offered, deviceGivenUp });
      await listening;
    },
    'app.configure': async ({ settings }) => {
      const changed = await write(app, () => app.store.settings.configureApp(settings));
      app.events.send({ type: 'settings', settings: changed });
      if (settings.device !== undefined) app.devices.setWish(changed.device);
      return changed;
    },
    'engine.restart': () => app.link.restart(),
    'search.find': ({ text, chatId, part }) => app.search.find(text, chatId, part),
    'cache.inspect': async ({ chatId }) => {
      const model = await app.models.current();
      return app.chats.with(chatId, (chat) => cacheViewOf(app, chat, model));
    },
  };
}
