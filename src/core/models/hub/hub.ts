import { randomUUID } from 'node:crypto';
import type { HubEntry, HubModel, HubOffers } from '../../../shared/hub-view.ts';
import type { ComingModel, ModelId, ModelProgress } from '../../../shared/models-view.ts';
import type { Outbound } from '../../outbound.ts';
import type { ModelsManifest } from '../catalog.ts';
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
  /** Checks and takes over the whole folder: it is gone from where it was, or left as it was where this throws. */
  take(downloaded: DownloadedModel, following: HubFollowing): Promise<ModelId>;
}

/** How a coming is followed and ended. */
export interface HubFollowing {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ModelProgress) => void;
}

export interface HubOptions {
  readonly outbound: Outbound;
  /** As it is set now. */
  readonly address: () => string;
  readonly manifest: () => ModelsManifest;
  /** Where the library lies, in a data folder that is there. */
  readonly libraryDir: string;
  readonly taker: ModelTaker;
  readonly nowMs: () => number;
  /** What is on its way, and null when that has ended. */
  readonly onComing?: (coming: ComingModel | null) => void;
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
  private running: { readonly lookId: string; readonly ended: Promise<unknown> } | null = null;

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

  /** Downloads what was looked up, and gives it to the library. One at a time. */
  async download(lookId: string, following: HubFollowing): Promise<ModelId> {
    const found = this.found(lookId);
    if (this.running) throw hubFailed({ reason: 'downloadRunning' });
    const here = this.options.taker.find(found);
    if (here !== null) return here;
    const ended = this.bring(found, following);
    this.running = { lookId, ended };
    try {
      const modelId = await ended;
      this.looks.delete(lookId);
      return modelId;
    } finally {
      this.running = null;
      this.options.onComing?.(null);
    }
  }

  /** Forgets a look, and what an unfinished download of it left here. */
  async forget(lookId: string): Promise<void> {
    const found = this.looks.get(lookId);
    if (!found) return;
    if (this.running) throw hubFailed({ reason: 'downloadRunning' });
    this.looks.delete(lookId);
    await this.parts.remove(found);
  }

  /** Ends what is under way; the next download goes on from there. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.running?.ended.catch(() => {});
  }

  private async bring(model: FoundModel, { signal, onProgress }: HubFollowing): Promise<ModelId> {
    const ending = new AbortController();
    for (const either of [signal, this.closing.signal]) {
      if (either.aborted) ending.abort();
      else either.addEventListener('abort', () => ending.abort(), { signal: ending.signal });
    }
    const tell = (progress: ModelProgress) => {
      onProgress(progress);
      this.options.onComing?.({ name: model.repository, from: 'hub', progress });
    };
    const { parts, limits } = this;
    const ways = { connection: this.connection(), parts, limits, signal: ending.signal, onProgress: tell };
    const downloaded = await downloadModel(model, ways);
    return this.options.taker.take(downloaded, { signal: ending.signal, onProgress: tell });
  }

  private connection(): HubConnection {
    return openHubConnection(this.options.address(), this.options.outbound, this.limits);
  }

  private found(lookId: string): FoundModel {
    const found = this.looks.get(lookId);
    if (!found) throw hubFailed({ reason: 'lookAgain' });
    return found;
  }

  private known(): readonly FoundModel[] {
    return (this.options.manifest().fetchable ?? []).map(({ repository, revision, licence, languages, files }) => ({
      ...{ repository, commit: revision, licence, languages, hashesFrom: 'manifest' },
      files: files.map(({ name, bytes, sha256 }) => ({ name, bytes, hash: { type: 'sha256', value: sha256 } })),
    }));
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
