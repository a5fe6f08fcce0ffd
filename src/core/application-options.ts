import type { DevicesOptions } from './devices/devices.ts';
import type { EngineLink } from './engine-link.ts';
import type { PrintPdf } from './export/written-files.ts';
import type { ModelsManifest } from './models/catalog.ts';
import type { LearntFacts } from './models/learnt.ts';
import type { ModelLibrary } from './models/library.ts';
import type { ModelHost } from './models/model-host.ts';
import type { ModelShelf } from './models/model-shelf.ts';
import type { ModelSources } from './models/model-source.ts';
import type { SpareEngines } from './spare-engine.ts';
import type { Store } from './store/store.ts';

/** What an application is put together from. */
export interface ApplicationOptions {
  readonly dataDir: string;
  readonly store: Store;
  readonly link: EngineLink;
  readonly models: ModelHost;
  readonly sources: ModelSources;
  readonly shelf: ModelShelf;
  readonly devices: Pick<DevicesOptions, 'choice' | 'tryDevice' | 'trialDelayMs'>;
  readonly library: ModelLibrary;
  readonly learnt: LearntFacts;
  readonly graphsDir: string;
  readonly spareEngines: SpareEngines;
  /** What the application ships with, and offers to fetch. */
  readonly manifest: () => ModelsManifest;
  /** See ImportsOptions. */
  readonly incomingDir: string;
  /** See CoreOptions. */
  readonly isStartedAgain: boolean;
  /** See OutboundOptions. */
  readonly isPageGuarded: boolean;
  /** See CoreOptions. */
  readonly printPdf: PrintPdf | null;
  readonly nowMs: () => number;
  readonly randomSeed: () => number;
  readonly onLog: (line: string) => void;
}
