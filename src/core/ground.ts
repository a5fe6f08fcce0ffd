import type { AppEvent } from '../shared/views.ts';
import { Broadcast } from './broadcast.ts';
import type { EngineLink } from './engine-link.ts';
import type { ModelHost } from './models/model-host.ts';
import { type Outbound, openOutbound } from './outbound.ts';
import { OwnedWork } from './owned-work.ts';
import { openStorageWatch, type StorageWatch } from './storage-watch.ts';
import type { Store } from './store/store.ts';

export interface GroundOptions {
  readonly dataDir: string;
  readonly store: Store;
  readonly link: EngineLink;
  readonly models: ModelHost;
  /** See CoreOptions. */
  readonly isStartedAgain: boolean;
  /** See OutboundOptions. */
  readonly isPageGuarded: boolean;
  readonly nowMs: () => number;
  readonly onLog: (line: string) => void;
}

/** What every part of the application stands on. */
export interface Ground {
  readonly dataDir: string;
  readonly store: Store;
  readonly link: EngineLink;
  readonly models: ModelHost;
  /** Told to every page. */
  readonly events: Broadcast<AppEvent>;
  /** What nobody waits for. */
  readonly work: OwnedWork;
  /** Whether what is said can be kept. */
  readonly storage: StorageWatch;
  /** The only way out to the network. */
  readonly outbound: Outbound;
  /** When this core took the place of one that ended unexpectedly; null when none did. */
  readonly startedAgainAtMs: number | null;
  readonly nowMs: () => number;
  readonly onLog: (line: string) => void;
  /** Takes what a page's line threw at something that it was told. */
  readonly onTellingError: (error: unknown) => void;
}

/** Makes of what was opened the ground that the parts share. Nothing of it begins anything by itself. */
export function openGround(options: GroundOptions): Ground {
  const { dataDir, store, link, models, nowMs, onLog } = options;
  const work = new OwnedWork(onLog);
  const onTellingError = (error: unknown) => work.logError('telling pages', error);
  const events = new Broadcast<AppEvent>(onTellingError);
  return {
    ...{ dataDir, store, link, models, events, work, nowMs, onLog, onTellingError },
    storage: openStorageWatch(store, (storage) => events.send({ type: 'storage', storage }), onLog),
    outbound: openOutbound({
      ...{ nowMs, isPageGuarded: options.isPageGuarded },
      onChange: (requests) => events.send({ type: 'requests', requests }),
    }),
    startedAgainAtMs: options.isStartedAgain ? nowMs() : null,
  };
}
