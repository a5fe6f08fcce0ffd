import type { AppContract } from '../shared/contract.ts';
import type { Handlers } from '../shared/wire.ts';
import type { Application } from './application.ts';
import { measureDataFolder } from './data-size.ts';
import { forget, tellDeletedCount } from './deleted-handlers.ts';
import { forgetForms } from './form-handlers.ts';
import { write } from './write.ts';

type DataMethods = 'data.view' | 'data.openFolder' | 'data.eraseAll';

/** Where everything is kept, and its end. */
export function dataHandlers(app: Application): Pick<Handlers<AppContract>, DataMethods> {
  return {
    'data.view': async () => ({ folder: app.dataDir, bytes: await measureDataFolder(app.dataDir) }),
    // No other folder: a page names none.
    'data.openFolder': async () => (await app.openFolder?.(app.dataDir)) ?? false,
    'data.eraseAll': () => eraseAll(app),
  };
}

/** Answers once nothing of it is left, here and on the disk. Every page is told before, and begins anew. */
async function eraseAll(app: Application): Promise<void> {
  const { store, context } = app;
  const goneIds = await write(app, () => store.erasing.eraseAll(context.nowMs()));
  app.imports.forgetAll();
  app.learnt.forgetFolders();
  forgetForms(app);
  // The list first: a page whose chat is gone looks for another one in it.
  for (const chatId of goneIds) app.list.changed(chatId);
  app.list.tell();
  app.events.send({ type: 'settings', settings: store.settings.app() });
  for (const chatId of goneIds) forget(app, chatId);
  tellDeletedCount(app);
  await app.purging.hurry();
}
