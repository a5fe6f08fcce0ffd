import { randomUUID } from 'node:crypto';
import type { HubEntry, HubModel, HubOffers } from '../../../shared/hub-view.ts';
import type { ModelId } from '../../../shared/models-view.ts';
import type { Outbound } from '../../outbound.ts';
import type { BringOptions } from '../bring-model.ts';
import type { ModelsManifest } from '../catalog.ts';
import type { Comings } from '../comings.ts';
import { type DownloadedModel, downloadModel, sum } from './download-model.ts';
import { type HubConnection, openHubConnection } from './hub-connection.ts';
import { hubFailed } from './hub-failed.ts';
import { type HubLimits, hubLimits } from './hub-limits.ts';
import { type FoundModel, lookUpModel } from './look-up.ts';
import { openPartFolders, type PartFolders, type PartOf } from './part-folders.ts';
import { readRepositoryName } from './repository-name.ts';

/** What takes a downloaded model into the library, and knows which of a hub's are there. */
export interface ModelTaker {
  find(origin: PartOf): ModelId | null;
  /**
   * Looks into a folder in which all is but the weights. Throws where those would come in vain; else gives the bytes that will be made
   * of them on the disk.
   */
  foresee(folder: string, options: BringOptions): Promise<number>;
  /** Checks and takes over the whole folder: it is gone from where it was, or left as it was where this throws. */
  take(downloaded: DownloadedModel, options: BringOptions): Promise<ModelId>;
}

export interface HubOptions {
  readonly outbound: Outbound;
  /** As it is set now. */
  readonly address: () => string;
  readonly manifest: () => ModelsManifest;
  /** Where the library lies, in a data folder that is there. */
  readonly libraryDir: string;
  /** What is on its way. */
  readonly comings: Comings;
  readonly taker: ModelTaker;
  readonly nowMs: () => number;
  /** Defaults to those for people. */
  readonly limits?: HubLimits;
}

const MOST_LOOKS = 32;

/** Models that are elsewhere: looked up when somebody asks for one, then downloaded when they ask for that. Asks nothing by itself. */
export class Hub {
  private readonly options: HubOptions;
  private readonly limits: HubLimits;
  private readonly parts: PartFolders;
  private readonly looks = new Map<string, FoundModel>();
  private readonly closing = new AbortController();
  private downloading: FoundModel | null = null;

  constructor(options: HubOptions) {
    this.options = options;
    this.limits = options.limits ?? hubLimits;
    this.parts = openPartFolders(options.libraryDir, options.nowMs);
  }

  /** What the manifest offers. Asks nothing of the network. */
  offers(): HubOffers {
    const { address, taker } = this.options;
    const entries = this.known().map(
      (model): HubEntry => ({
        name: model.repository,
        repository: model.repository,
        commit: model.commit,
        licence: model.licence ?? '',
        languages: model.languages ?? [],
        totalBytes: sum(model.files.map(({ bytes }) => bytes)),
        modelId: taker.find(model),
      }),
    );
    return { address: address(), entries };
  }

  /** Asks the hub what it has under a name; the manifest where that knows it. Throws `hubFailed`, `badModel`. */
  async look(typed: string, revision: string | undefined): Promise<HubModel> {
    const named = readRepositoryName(typed, revision);
    const known = this.known().find(
      ({ repository, commit }) =>
        repository.toLowerCase() === named.repository.toLowerCase() && [commit, 'main'].includes(named.revision),
    );
    const { signal } = this.closing;
    const found = known ?? (await lookUpModel(this.connection(), named, { signal, wholeMs: this.limits.wholeMs }));
    const lookId = randomUUID();
    this.looks.set(lookId, found);
    for (const [oldest] of this.looks) if (this.looks.size > MOST_LOOKS) this.looks.delete(oldest);
    return this.modelOf(lookId, found);
  }

  /** Downloads what was looked up, and has the library take it in. Null where somebody has ended it. */
  async download(lookId: string, options: BringOptions): Promise<ModelId | null> {
    const { taker, comings } = this.options;
    const found = this.looks.get(lookId);
    if (!found) throw hubFailed({ reason: 'lookAgain' });
    const here = taker.find(found);
    if (here !== null) return here;
    let ending: AbortSignal | undefined;
    try {
      const modelId = await comings.run({ name: found.repository, from: 'hub' }, options, (following) => {
        ending = following.signal;
        return this.bring(found, { ...options, ...following });
      });
      this.looks.delete(lookId);
      return modelId;
    } catch (error) {
      // Then its error is no one's.
      if (ending?.aborted) return null;
      throw error;
    }
  }

  /** Forgets a look, and what an unfinished download of it left here. */
  async forget(lookId: string): Promise<void> {
    const found = this.looks.get(lookId);
    if (!found) return;
    const { repository, commit } = this.downloading ?? {};
    if (repository === found.repository && commit === found.commit) throw hubFailed({ reason: 'downloadRunning' });
    this.looks.delete(lookId);
    await this.parts.remove(found);
  }

  /** Ends what is being looked up. */
  close(): void {
    this.closing.abort();
  }

  private async bring(model: FoundModel, options: BringOptions): Promise<ModelId> {
    const { parts, limits } = this;
    const { signal, onProgress } = options;
    this.downloading = model;
    try {
      const { taker } = this.options;
      const foresee = (folder: string) => taker.foresee(folder, options);
      const ways = { connection: this.connection(), parts, limits, signal, onProgress, foresee };
      return await taker.take(await downloadModel(model, ways), options);
    } finally {
      this.downloading = null;
    }
  }

  private connection(): HubConnection {
    return openHubConnection(this.options.address(), this.options.outbound, this.limits);
  }

  private known(): readonly FoundModel[] {
    return (this.options.manifest().fetchable ?? []).map(
      ({ repository, revision, licence, languages, form, files }) => ({
        ...{ repository, commit: revision, licence, languages, form: form ?? null, hashesFrom: 'manifest' },
        files: files.map(({ name, bytes, sha256 }) => ({ name, bytes, hash: { type: 'sha256', value: sha256 } })),
      }),
    );
  }

  private async modelOf(lookId: string, found: FoundModel): Promise<HubModel> {
    const { repository, commit, licence, files, hashesFrom } = found;
    const [freeDiskBytes, done] = await Promise.all([this.parts.freeBytes(), this.parts.doneBytes(found, files)]);
    const totalBytes = sum(files.map(({ bytes }) => bytes));
    const downloadedBytes = sum(done.values());
    const modelId = this.options.taker.find(found);
    return {
      ...{ lookId, repository, commit, licence, files, totalBytes, freeDiskBytes, hashesFrom },
      ...{ downloadedBytes, modelId },
    };
  }
}
