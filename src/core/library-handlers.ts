import type { AppContract } from '../shared/contract.ts';
import type { ModelId } from '../shared/models-view.ts';
import { CoreError, fromWireError, type Handlers } from '../shared/wire.ts';
import type { Ground } from './ground.ts';
import { atHome } from './models/at-home.ts';
import type { BringOptions } from './models/bring-model.ts';
import { nameOf } from './models/catalog.ts';
import { chatsLeftWithout } from './models/chat-model.ts';
import { removeGraphsOf } from './models/graphs-of.ts';
import { shippedId } from './models/model-id.ts';
import type { ModelParts } from './models/model-parts.ts';
import type { ModelSource } from './models/model-source.ts';
import type { SwitchEnd, SwitchOptions } from './models/model-switch.ts';
import { write } from './write.ts';

type LibraryMethods = 'model.use' | Extract<keyof AppContract, `models.${string}`>;

/** What a page can ask about the models that are here. */
export function libraryHandlers(app: Ground & ModelParts): Pick<Handlers<AppContract>, LibraryMethods> {
  return {
    'model.use': (source) => takeSource(app, source),
    'models.watch': (_input, send, signal) => app.shownModels.watch(send, signal),
    'models.use': async ({ modelId, loadsAnyway }) => {
      const source = app.sources.find(modelId);
      const isInUse = app.sources.currentId() === modelId && !app.modelSwitch.isComing(modelId);
      if (isInUse) takeSource(app, source, loadsAnyway);
      else refuseHere(app, await bringIntoUse(app, { modelId, loadsAnyway }));
    },
    'models.remove': async ({ modelId }) => ({ isRemoved: await removeModel(app, modelId) }),
    'models.chatsOf': ({ modelId }) =>
      chatsLeftWithout(modelId, { models: app.shelf.all(), chats: app.store.chatModels.ofShownChats() }),
    'models.verify': ({ modelId }) => app.checks.run(modelId),
    'models.cancelVerify': ({ modelId }) => app.checks.cancel(modelId),
    'models.look': ({ path }) => app.bringing.look(atHome(path), new AbortController().signal),
    'models.import': ({ path, loadsAnyway = false }, onProgress, signal) =>
      importModel(app, atHome(path), { loadsAnyway, onProgress, signal }),
    'models.beginSending': (offered, onBegun, signal) => app.sentModels.begin(offered, { signal, onBegun }),
    'models.keepSending': ({ sendId }, _send, signal) => app.sentModels.keep(sendId, signal),
    'models.foreseeSending': ({ sendId }) =>
      app.sentModels.foresee(sendId, (folder) => {
        const following = { signal: new AbortController().signal, onProgress: () => {} };
        return app.bringing.foresee(folder, { ...following, loadsAnyway: true });
      }),
    'models.endSending': ({ sendId }) => app.sentModels.end(sendId),
    'models.cancelComing': () => app.comings.cancel(),
  };
}

export interface WantedModel extends Omit<SwitchOptions, 'take'> {
  readonly modelId: ModelId;
}

/** Another model than the one in use: it is, once what is being answered has ended, also after the next start. */
export async function bringIntoUse(app: Ground & ModelParts, wanted: WantedModel): Promise<SwitchEnd> {
  const end = await switchTo(app, wanted);
  if (end.type === 'used') await rememberChosen(app);
  return end;
}

/** Only until the next start. */
function switchTo(app: Ground & ModelParts, { modelId, loadsAnyway, ...more }: WantedModel): Promise<SwitchEnd> {
  const { sources } = app;
  // Asked for once it is taken: while it waited, the one before may have become another.
  let before: boolean | undefined;
  const take = (taken: ModelId) => {
    before ??= sources.loadsAnyway();
    takeSource(app, sources.find(taken), taken === modelId ? loadsAnyway : before);
  };
  return app.modelSwitch.use(modelId, { ...more, loadsAnyway, take });
}

/** Each who asked is told, and nobody else: but for a chat that wanted the same. */
function refuseHere(app: Ground & ModelParts, end: SwitchEnd): void {
  if (end.type !== 'refused') return;
  const { refused } = app.modelSwitch.view();
  if (refused?.failure === end.failure && refused.chatId === null) app.modelSwitch.dismiss();
  throw fromWireError(end.failure);
}

/** Null where somebody has ended it: then its error is no one's. */
async function importModel(app: Ground & ModelParts, path: string, options: BringOptions) {
  let ending: AbortSignal | undefined;
  try {
    const sent = app.sentModels.find(path);
    const coming = { name: sent?.name ?? nameOf(path), from: sent ? 'page' : 'folder' } as const;
    const modelId = await app.comings.run(coming, options, (following) => {
      ending = following.signal;
      return app.bringing.bring(path, { ...following, loadsAnyway: options.loadsAnyway });
    });
    return { modelId };
  } catch (error) {
    if (ending?.aborted) return null;
    throw error;
  } finally {
    app.shownModels.changed();
  }
}

/** The engine starts with it, at once. */
function takeSource(app: Ground & ModelParts, source: ModelSource, loadsAnyway?: boolean): void {
  app.sources.use(source, { loadsAnyway });
  app.events.send({ type: 'modelSource', modelSource: source.type });
  app.link.restart();
  app.shownModels.changed();
}

/** For the next start. A folder that was named is named again there, or is not meant any more. */
async function rememberChosen(app: Ground & ModelParts): Promise<void> {
  const source = app.sources.current();
  if (source.type === 'folder') return;
  const modelId = source.type === 'library' ? source.modelId : null;
  if (app.store.settings.app().modelId === modelId) return;
  const settings = await write(app, () => app.store.settings.configureApp({ modelId }));
  app.events.send({ type: 'settings', settings });
}

/** Whether it went: somebody may have stopped the switch to another one. What cannot be stored keeps no files on a disk that is full. */
async function removeModel(app: Ground & ModelParts, modelId: ModelId): Promise<boolean> {
  const { library, sources, learnt } = app;
  const model = library.find(modelId);
  if (!model) {
    const source = sources.find(modelId);
    throw new CoreError('cannotBeRemoved', { name: source.type === 'folder' ? source.folder : modelId });
  }
  const wasInUse = sources.currentId() === modelId;
  if (wasInUse) {
    const end = await switchTo(app, { modelId: shippedId });
    refuseHere(app, end);
    // Another choice came after this one: what is in use may be the one that was to go.
    if (end.type !== 'used' || sources.currentId() === modelId) return false;
  }
  app.checks.cancel(modelId);
  const checkpointHash = model.facts?.checkpointHash ?? learnt.of(modelId)?.checkpointHash;
  await library.remove(modelId);
  learnt.forget(modelId);
  app.shelf.forgetRead();
  try {
    if (checkpointHash && !isHashInUse(app, checkpointHash)) await removeGraphsOf(app.graphsDir, checkpointHash);
  } finally {
    app.shownModels.changed();
  }
  try {
    if (wasInUse) await rememberChosen(app);
  } finally {
    await write(app, () => app.store.modelForms.forget(modelId));
  }
  return true;
}

/** The same checkpoint may be here twice, or be the one that is in use under another id. */
function isHashInUse({ library, learnt, sources }: ModelParts, checkpointHash: string): boolean {
  if (library.all().some(({ facts }) => facts?.checkpointHash === checkpointHash)) return true;
  const others = [shippedId, ...sources.namedFolders()];
  return others.some((modelId) => learnt.of(modelId)?.checkpointHash === checkpointHash);
}
