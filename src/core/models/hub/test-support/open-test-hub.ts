import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HubModel } from '../../../../shared/hub-view.ts';
import type { ComingModel, ModelProgress } from '../../../../shared/models-view.ts';
import { type LookUp, openOutbound } from '../../../outbound.ts';
import { type LocalHub, openLocalHub } from '../../../test-support/local-hub.ts';
import { bundledModelDir, type ModelsManifest } from '../../catalog.ts';
import { Comings } from '../../comings.ts';
import type { DownloadedModel } from '../download-model.ts';
import { Hub } from '../hub.ts';
import { type HubLimits, hubLimits } from '../hub-limits.ts';

const modelsDir = join(import.meta.dirname, '../../../../../models');

export const commit = '607a30d783dfa663caf39e06633721c8d4cfcd7e';

/** A model as a repository has it; of its weights the beginning, which is as good to be brought as the whole. */
export const modelFiles: Readonly<Record<string, Buffer>> = Object.fromEntries(
  readdirSync(bundledModelDir(modelsDir)).map((name) => {
    const content = readFileSync(join(bundledModelDir(modelsDir), name));
    return [name, name === 'model.safetensors' ? content.subarray(0, 2_170_870) : content];
  }),
);

export interface TestHub {
  readonly server: LocalHub;
  readonly hub: Hub;
  readonly libraryDir: string;
  /** What was given to the library. */
  readonly taken: DownloadedModel[];
  readonly progress: ModelProgress[];
  readonly coming: (ComingModel | null)[];
  sent(): number;
  look(repository?: string, revision?: string): Promise<HubModel>;
  /** Null where it was cancelled. */
  download(look: HubModel, signal?: AbortSignal): Promise<string | null>;
  /** As at the application's end. */
  end(): Promise<void>;
  /** Another start on the same data folder. */
  again(): void;
  /** Files of downloads, by their paths below `.downloads`. */
  parts(): string[];
  /** Of the one download that is there. */
  part(name: string): Buffer;
  close(): Promise<void>;
}

export interface TestHubOptions {
  readonly limits?: Partial<HubLimits>;
  readonly manifest?: ModelsManifest;
  readonly libraryDir?: string;
  /** Defaults to the local hub's. */
  readonly address?: string;
  readonly lookUp?: LookUp;
  /** Defaults to one that names no proxy. */
  readonly env?: Readonly<Record<string, string>>;
  readonly isEncrypted?: boolean;
  /** What is to be made of the weights. */
  readonly foreseenBytes?: number;
}

/** A hub on this machine with the bundled model as `someone/small`, and our end of it on a data folder of its own. */
export async function openTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const server = await openLocalHub({ isEncrypted: options.isEncrypted });
  server.repositories.set('someone/small', { commit, files: modelFiles });
  const dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-hub-'));
  const libraryDir = options.libraryDir ?? join(dataDir, 'models');
  const [taken, progress, coming]: [DownloadedModel[], ModelProgress[], (ComingModel | null)[]] = [[], [], []];
  const outbound = openOutbound({
    ...{ nowMs: () => 5, isPageGuarded: true, onChange: () => {}, env: options.env ?? {} },
    ...(options.lookUp && { lookUp: options.lookUp }),
  });
  const comings = new Comings((each) => coming.push(each));
  const open = () =>
    new Hub({
      ...{ outbound, libraryDir, nowMs: Date.now, address: () => options.address ?? server.address },
      manifest: () => options.manifest ?? { bundled: 'palimpsest-mini', models: [] },
      limits: { ...hubLimits, retryMs: 1, ...options.limits },
      comings,
      taker: {
        find: ({ repository }) => (taken.some(({ model }) => model.repository === repository) ? repository : null),
        foresee: async () => options.foreseenBytes ?? 0,
        take: async (downloaded) => {
          taken.push(downloaded);
          return downloaded.model.repository;
        },
      },
    });
  let hub = open();
  const never = new AbortController().signal;
  const downloadsDir = join(libraryDir, '.downloads');
  const parts = () => {
    const all = statSync(downloadsDir, { throwIfNoEntry: false }) ? readdirSync(downloadsDir, { recursive: true }) : [];
    return all.map(String).filter((path) => statSync(join(downloadsDir, path)).isFile());
  };
  return {
    ...{ server, libraryDir, taken, progress, coming, parts },
    get hub() {
      return hub;
    },
    sent: () => outbound.view().sent,
    look: (repository = 'someone/small', revision) => hub.look(repository, revision),
    download: ({ lookId }, signal = never) =>
      hub.download(lookId, { signal, loadsAnyway: false, onProgress: (each) => progress.push(each) }),
    end: () => comings.close(),
    again: () => {
      hub = open();
    },
    part: (name) => readFileSync(join(downloadsDir, readdirSync(downloadsDir)[0] as string, name)),
    close: async () => {
      hub.close();
      await comings.close();
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
