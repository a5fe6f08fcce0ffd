import type { ModelId } from './models-view.ts';

/** What a file has to be, and who says so. */
export type FileHash =
  | { readonly type: 'sha256'; readonly value: string }
  /** Of git's object: SHA-1 over "blob", the length, and the bytes. */
  | { readonly type: 'gitBlob'; readonly value: string };

export interface HubFile {
  readonly name: string;
  readonly bytes: number;
  readonly hash: FileHash;
}

/** A model on a hub, looked up by a person's click and not downloaded yet. */
export interface HubModel {
  /** Good until the model is here, or the application ends. */
  readonly lookId: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly commit: string;
  readonly licence: string | null;
  /** Only those that are needed. */
  readonly files: readonly HubFile[];
  readonly totalBytes: number;
  readonly freeDiskBytes: number | null;
  /** The manifest names them from a source of its own, or they are the hub's word at this commit. */
  readonly hashesFrom: 'manifest' | 'hub';
  /** Of an earlier download that was cut off, and goes on from there. */
  readonly downloadedBytes: number;
  /** It is here already. */
  readonly modelId: ModelId | null;
}

/** A model that the manifest offers to fetch. */
export interface HubEntry {
  readonly name: string;
  readonly repository: string;
  readonly commit: string;
  readonly licence: string;
  readonly languages: readonly string[];
  readonly totalBytes: number;
  readonly modelId: ModelId | null;
}

/** What is told without asking anything of the network. */
export interface HubOffers {
  /** The one that is set. */
  readonly address: string;
  readonly entries: readonly HubEntry[];
}
