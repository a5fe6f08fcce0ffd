import type { WireError } from '../../shared/wire.ts';
import type { ChatsInMemory } from '../chats-in-memory.ts';
import { Devices, type DevicesOptions } from '../devices/devices.ts';
import { type Computing, isComputing } from '../devices/is-computing.ts';
import type { EngineLink } from '../engine-link.ts';
import type { Ground } from '../ground.ts';
import type { TurnQueue } from '../turn/turn-queue.ts';
import { ModelBringing } from './bring-model.ts';
import type { ModelsManifest } from './catalog.ts';
import { Comings } from './comings.ts';
import { Hub } from './hub/hub.ts';
import { openLibraryTaker } from './hub/library-taker.ts';
import { readModelCards } from './model-cards.ts';
import { ModelChecks } from './model-checks.ts';
import { shippedId } from './model-id.ts';
import { ModelSwitch } from './model-switch.ts';
import type { ModelsHere } from './models-here.ts';
import { SentModels } from './sent-models.ts';
import { ShownModels } from './shown-models.ts';

export interface ModelNeeds {
  readonly here: ModelsHere;
  /** What the application ships with, and offers to fetch. */
  readonly manifest: () => ModelsManifest;
  readonly devices: Pick<DevicesOptions, 'choice' | 'tryDevice' | 'trialDelayMs'>;
  readonly queue: TurnQueue;
  readonly preparer: Computing['preparer'];
  readonly chats: Pick<ChatsInMemory, 'all'>;
  /** Other models are here than before, or something else is known of them. */
  readonly onChanged: () => void;
}

/** The models that are here, those that come, which one is in use, and what it is computed on. */
export interface ModelParts extends ModelsHere {
  readonly shownModels: ShownModels;
  readonly comings: Comings;
  readonly sentModels: SentModels;
  readonly checks: ModelChecks;
  readonly bringing: ModelBringing;
  readonly hub: Hub;
  readonly devices: Devices;
  readonly modelSwitch: ModelSwitch;
  /** An answer has ended: its model's speed is known better. */
  noteSpeed(): void;
  /** Ends what comes, and waits until nothing half is left of it and no engine runs beside. */
  close(): Promise<void>;
}

export function openModelParts(ground: Ground, needs: ModelNeeds): ModelParts {
  const { events, nowMs, onLog } = ground;
  const { here, queue, chats, preparer } = needs;
  const { library, learnt, shelf, models, spareEngines } = here;
  const shownModels = openShownModels(ground, here, () => {
    modelSwitch.shelfChanged();
    needs.onChanged();
  });
  const comings = new Comings((coming) => shownModels.setComing(coming));
  const sentModels = new SentModels({ libraryFolder: library.folder, comings, nowMs, onLog });
  const checks = new ModelChecks(here);
  const shippedHash = () => learnt.of(shippedId)?.checkpointHash;
  const bringing = new ModelBringing({ ...here, sent: sentModels, shippedHash, nowMs });
  const hub = openHub(ground, needs, { comings, bringing });
  const devices = new Devices({
    ...{ ...needs.devices, link: ground.link, models, queue, events, onLog },
    isBusy: () => isComputing({ queue, preparer, comings, spareEngines }),
    onError: (error) => ground.work.logError('devices', error),
  });
  const modelSwitch: ModelSwitch = new ModelSwitch({
    ...{ shelf, link: ground.link, queue },
    isTurnStarting: () => chats.all().some((chat) => chat.isStarting),
    onView: (view) => events.send({ type: 'modelSwitch', modelSwitch: view }),
  });
  return {
    ...{ ...here, shownModels, comings, sentModels, checks, bringing, hub, devices, modelSwitch },
    noteSpeed: () => {
      const loaded = models.loaded();
      if (!loaded?.speed) return;
      learnt.noteSpeed(loaded.modelId, loaded.speed);
      shownModels.cardsChanged();
    },
    close: async () => {
      modelSwitch.stop();
      sentModels.close();
      hub.close();
      await Promise.all([comings.close(), checks.close(), devices.close(), spareEngines.close()]);
    },
  };
}

function openShownModels({ store, link, onTellingError }: Ground, here: ModelsHere, onChanged: () => void) {
  return new ShownModels({
    folder: here.library.folder,
    readCards: () =>
      readModelCards({
        ...here,
        currentForm: () => here.models.known()?.form ?? null,
        chosenFormOf: (modelId) => store.modelForms.chosen(modelId)?.name ?? null,
        currentProblem: () => problemOf(link),
      }),
    onError: onTellingError,
    onChanged,
  });
}

function openHub(
  { store, outbound, nowMs }: Ground,
  { here, manifest }: ModelNeeds,
  { comings, bringing }: Pick<ModelParts, 'comings' | 'bringing'>,
): Hub {
  return new Hub({
    ...{ outbound, comings, libraryDir: here.library.folder, manifest, nowMs },
    address: () => store.settings.app().hubAddress,
    taker: openLibraryTaker(here.library, bringing),
  });
}

/** Why the model in use cannot be; what ended an engine otherwise says nothing of the model. */
function problemOf(link: EngineLink): WireError | null {
  const view = link.view();
  return view.type === 'failed' && view.code === 'badModel' ? { code: view.code, details: view.details } : null;
}
