import { randomUUID } from 'node:crypto';
import { createWriteStream, rmSync, type Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type {
  ImportContents,
  ImportProgress,
  ImportReport,
  OfferedFile,
  OpenedFromOutside,
  OpenedPath,
} from '../../shared/import-view.ts';
import { isOtherWeights, weightsFormOf } from '../../shared/weights-names.ts';
import { CoreError, toWireError } from '../../shared/wire.ts';
import { refused } from '../palimpsest-file/refusal.ts';
import type { Store } from '../store/store.ts';
import { explainFileError } from '../store/store-errors.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { FileReadingOptions } from './file-pieces.ts';
import { type Imported, importFile } from './import-file.ts';
import { makeIncoming, onceItBegins, requireRoomFor } from './incoming.ts';
import { lookIntoFile } from './look-into-file.ts';
import { piecesUnlessSilent } from './pieces-unless-silent.ts';

export interface ImportsOptions {
  readonly store: Store;
  /** Where files lie that came over a line, as long as they are needed. */
  readonly incomingDir: string;
  /** The model's; null while there is none. */
  readonly tokenizer: () => Promise<Tokenizer | null>;
  /** Something was opened from outside the pages; null: it was dealt with. */
  readonly onOffered: (opened: OpenedFromOutside | null) => void;
  /** Something is there, or something is to leave. */
  readonly onImported: (imported: Imported) => void;
  readonly onGivenUp: () => void;
  /** A file that came over a line goes when nobody asked for it for so long. Defaults to an hour. */
  readonly keepsSentMs?: number | undefined;
  /** A sender of which nothing comes for so long has stopped: others may send then. Defaults to a minute. */
  readonly mostSilentMs?: number | undefined;
}

interface Offer {
  readonly file: OfferedFile;
  readonly path: string;
  /** It came over a line, and goes when it is not needed any more. */
  readonly isOurs: boolean;
  /** As it was when it was looked at. */
  lookedAt: Pick<Stats, 'size' | 'mtimeMs'> | null;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How a reading is followed and ended. */
export interface Following {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ImportProgress) => void;
}

/** Files that may be imported: looked at first, then taken over, one at a time. */
export class Imports {
  private readonly options: ImportsOptions;
  private readonly offers = new Map<string, Offer>();
  /** The tab that sent a file may be closed by now. */
  private readonly ends = new Map<string, NodeJS.Timeout>();
  private fromOutside: OpenedFromOutside | null = null;
  private running: Promise<unknown> | null = null;
  private readonly closing = new AbortController();

  constructor(options: ImportsOptions) {
    this.options = options;
    // What an end of the process left there is words of somebody.
    this.clearIncoming();
  }

  /** What was opened from outside, until it was dealt with. */
  opened(): OpenedFromOutside | null {
    return this.fromOutside;
  }

  /** Looks what is at a path. Throws `badImport` where nothing is that can be opened. */
  async open(path: string): Promise<OpenedPath> {
    const name = basename(path);
    const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw refused({ reason: 'noFile', name });
      throw refused({ reason: 'notReadable', name, cause: error.code ?? error.message });
    });
    const isModel = status.isDirectory() ? await isModelFolder(path) : isOfWeights(name);
    if (isModel) return { type: 'model', offerId: randomUUID(), path, name };
    if (status.isDirectory()) throw refused({ reason: 'isFolder', name });
    if (!status.isFile()) throw refused({ reason: 'foreign' });
    return { type: 'file', ...this.offer({ path, name, bytes: status.size, isOurs: false }) };
  }

  /** The same for what was opened from outside: the pages are told. */
  async openFromOutside(path: string): Promise<void> {
    const refusal = (error: unknown): OpenedFromOutside => ({
      ...{ type: 'refused', offerId: randomUUID(), name: basename(path), failure: toWireError(error) },
    });
    const opened = await this.open(path).catch(refusal);
    if (this.fromOutside) this.forget(this.fromOutside.offerId);
    this.fromOutside = opened;
    this.options.onOffered(opened);
  }

  /**
   * Takes in a file that comes over a line, on the disk, never whole in memory. One at a time. `bytes`: as it was announced, where it was.
   * Throws `badImport` as soon as it does not begin as a file of chats, and `diskFull` before anything is written.
   */
  receive(
    name: string,
    pieces: AsyncIterable<Uint8Array>,
    { bytes = 0 }: { readonly bytes?: number | undefined } = {},
  ): Promise<OfferedFile> {
    return this.alone(async () => {
      const { incomingDir } = this.options;
      const path = join(incomingDir, randomUUID());
      try {
        makeIncoming(incomingDir);
        await requireRoomFor(bytes, incomingDir);
        const until = { name, signal: this.closing.signal, mostSilentMs: this.options.mostSilentMs ?? MINUTE_MS };
        const arriving = Readable.from(onceItBegins(piecesUnlessSilent(pieces, until)));
        await pipeline(arriving, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
        const { size } = await stat(path);
        return this.offer({ path, name, bytes: size, isOurs: true });
      } catch (error) {
        rmSync(path, { force: true });
        throw isOfSystem(error) ? explainFileError(error, path) : error;
      }
    });
  }

  /** Reads a file to its end and says what is in it. */
  async look(offerId: string, following: Following): Promise<ImportContents> {
    const offer = this.known(offerId);
    const lookedAt = await stat(offer.path).catch(() => null);
    const { archive } = this.options.store;
    const contents = await this.reading(offer, following, (options) => lookIntoFile(archive, options));
    offer.lookedAt = lookedAt;
    return contents;
  }

  /** Takes over what is in a file that was looked at. */
  async run(offerId: string, following: Following): Promise<ImportReport> {
    const { store, tokenizer, onImported, onGivenUp } = this.options;
    return this.alone(async () => {
      const offer = this.known(offerId);
      const now = await stat(offer.path).catch(() => null);
      const isSame = now?.size === offer.lookedAt?.size && now?.mtimeMs === offer.lookedAt?.mtimeMs;
      if (!now || !isSame) throw refused({ reason: 'changed' });
      try {
        const needs = { archive: store.archive, tokenizer: await tokenizer() };
        const imported = await this.reading(offer, following, (options) => importFile({ ...options, ...needs }));
        this.forget(offerId);
        onImported(imported);
        return imported.report;
      } catch (error) {
        onGivenUp();
        throw error;
      }
    });
  }

  /** It is not to be imported, or it was. */
  forget(offerId: string): void {
    const offer = this.offers.get(offerId);
    this.offers.delete(offerId);
    clearTimeout(this.ends.get(offerId));
    this.ends.delete(offerId);
    if (offer?.isOurs) rmSync(offer.path, { force: true });
    if (this.fromOutside?.offerId !== offerId) return;
    this.fromOutside = null;
    this.options.onOffered(null);
  }

  /** Ends what is under way; nothing of it is seen. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.running?.catch(() => {});
    this.forgetAll();
  }

  /** None of what was offered is to be imported. */
  forgetAll(): void {
    for (const offerId of [...this.offers.keys()]) this.forget(offerId);
  }

  private offer({
    path,
    name,
    bytes,
    isOurs,
  }: Pick<Offer, 'path' | 'isOurs'> & Omit<OfferedFile, 'offerId'>): OfferedFile {
    const file = { offerId: randomUUID(), name, bytes };
    this.offers.set(file.offerId, { file, path, isOurs, lookedAt: null });
    if (isOurs) this.keepForAWhile(file.offerId);
    return file;
  }

  /** From now on, as long as it is being read, and then for so long. */
  private keepForAWhile(offerId: string): void {
    clearTimeout(this.ends.get(offerId));
    const timer = setTimeout(() => {
      if (this.running) this.keepForAWhile(offerId);
      else this.forget(offerId);
    }, this.options.keepsSentMs ?? HOUR_MS);
    timer.unref?.();
    this.ends.set(offerId, timer);
  }

  private known(offerId: string): Offer {
    const offer = this.offers.get(offerId);
    if (!offer) throw refused({ reason: 'notOffered' });
    if (offer.isOurs) this.keepForAWhile(offerId);
    return offer;
  }

  private async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running) throw new CoreError('importRunning');
    const running = work();
    this.running = running;
    try {
      return await running;
    } finally {
      this.running = null;
    }
  }

  /** Reads a file until its reader ends it, or the application. */
  private async reading<Result>(
    { path, file }: Offer,
    { signal, onProgress }: Following,
    read: (options: FileReadingOptions) => Promise<Result>,
  ): Promise<Result> {
    const ending = new AbortController();
    for (const either of [signal, this.closing.signal]) {
      if (either.aborted) ending.abort();
      else either.addEventListener('abort', () => ending.abort(), { signal: ending.signal });
    }
    try {
      return await read({ path, name: file.name, totalBytes: file.bytes, signal: ending.signal, onProgress });
    } finally {
      ending.abort();
    }
  }

  private clearIncoming(): void {
    try {
      rmSync(this.options.incomingDir, { recursive: true, force: true });
    } catch {
      // A disk that takes nothing: the next start tries again.
    }
  }
}

/** Also of another program's, which is then refused by its name. */
async function isModelFolder(path: string): Promise<boolean> {
  const names = await readdir(path).catch(() => []);
  return names.some((name) => name === 'config.json' || isOfWeights(name));
}

function isOfWeights(name: string): boolean {
  return weightsFormOf(name) !== undefined || isOtherWeights(name);
}

function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
