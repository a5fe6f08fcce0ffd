import type { HubFile } from '../../../shared/hub-view.ts';
import type { ModelProgress } from '../../../shared/models-view.ts';
import { ProgressMeter } from '../progress-meter.ts';
import { checkDownloaded } from './check-downloaded.ts';
import { downloadFile } from './download-file.ts';
import type { HubConnection } from './hub-connection.ts';
import { hubFailed } from './hub-failed.ts';
import type { HubLimits } from './hub-limits.ts';
import type { FoundModel } from './look-up.ts';
import { isText } from './needed-files.ts';
import type { PartFolders } from './part-folders.ts';

/** A folder with all files of a model, each checked. */
export interface DownloadedModel {
  readonly folder: string;
  readonly model: FoundModel;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

export interface ModelDownload {
  readonly connection: HubConnection;
  readonly parts: PartFolders;
  readonly limits: HubLimits;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ModelProgress) => void;
  /** See ModelTaker. */
  readonly foresee: (folder: string) => Promise<number>;
}

/** A disk has something left when it is whole. */
const MARGIN_BYTES = 32e6;
const TELLS_EVERY_MS = 100;

/** Downloads what is not here yet of a model, the weights last. Throws `hubFailed`, `badModel`, and what the disk says. */
export async function downloadModel(model: FoundModel, download: ModelDownload): Promise<DownloadedModel> {
  const { parts, connection, limits, signal } = download;
  const { repository, commit, files } = model;
  const folder = await parts.open(model, files);
  const names = new Set(files.map(({ name }) => name));
  const before = await parts.doneBytes(model, files);
  const totalBytes = sum(files.map(({ bytes }) => bytes));
  const missingBytes = totalBytes - sum(before.values());
  await requireRoom(missingBytes, parts);
  const counted = openCounted({ totalBytes, before, onProgress: download.onProgress });
  const whole: { name: string; bytes: number; sha256: string }[] = [];
  const fetchAll = async (some: readonly HubFile[]) => {
    for (const file of some) {
      signal.throwIfAborted();
      const of = { connection, repository, commit, folder, limits, signal };
      const sha256 = await downloadFile(file, { ...of, onDone: (doneBytes) => counted.set(file.name, doneBytes) });
      checkDownloaded(folder, file.name, { repository, names });
      whole.push({ name: file.name, bytes: file.bytes, sha256 });
    }
  };
  try {
    await fetchAll(configurationFirst(files.filter(({ name }) => isText(name))));
    await requireRoom(missingBytes + (await download.foresee(folder)), parts);
    await fetchAll(files.filter(({ name }) => !isText(name)));
  } finally {
    counted.close();
  }
  return { folder, model, files: whole };
}

function configurationFirst(files: readonly HubFile[]): readonly HubFile[] {
  const isFirst = ({ name }: HubFile) => name === 'config.json';
  return [...files.filter(isFirst), ...files.filter((file) => !isFirst(file))];
}

/** Throws `hubFailed` where the disk has no room for so much. */
async function requireRoom(bytes: number, parts: PartFolders): Promise<void> {
  const freeBytes = await parts.freeBytes();
  const neededBytes = bytes + MARGIN_BYTES;
  if (freeBytes !== null && freeBytes < neededBytes) throw hubFailed({ reason: 'noRoom', neededBytes, freeBytes });
}

interface Counting {
  readonly totalBytes: number;
  /** Of each file. */
  readonly before: ReadonlyMap<string, number>;
  readonly onProgress: (progress: ModelProgress) => void;
}

interface Counted {
  /** So much of a file is here. */
  set(name: string, doneBytes: number): void;
  /** Tells it a last time. */
  close(): void;
}

/** Counts what is here of all files, and tells it now and then, also while nothing comes. */
function openCounted({ totalBytes, before, onProgress }: Counting): Counted {
  const meter = new ProgressMeter(onProgress);
  const doneOf = new Map(before);
  let doneBytes = sum(before.values());
  const tell = () => meter.note('receiving', doneBytes, totalBytes);
  tell();
  const telling = setInterval(tell, TELLS_EVERY_MS);
  return {
    set: (name, fileBytes) => {
      doneBytes += fileBytes - (doneOf.get(name) ?? 0);
      doneOf.set(name, fileBytes);
    },
    close: () => {
      clearInterval(telling);
      tell();
    },
  };
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
