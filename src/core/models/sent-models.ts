import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CheckpointForesight } from '../../shared/engine-import.ts';
import type { MemoryNeed } from '../../shared/models-view.ts';
import type { FileToSend, SendingView } from '../../shared/sent-model.ts';
import { CoreError } from '../../shared/wire.ts';
import { explainFileError } from '../store/store-errors.ts';
import type { Comings, Following } from './comings.ts';
import { filesToTake } from './files-to-take.ts';
import { freeDiskBytes } from './free-disk.ts';
import { KeptSendings, whenAborted } from './kept-sendings.ts';
import { makeLibraryFolder } from './library.ts';
import { ProgressMeter } from './progress-meter.ts';
import { doneBytes, fileBeingSent, lastWrittenMs, type SentFolder } from './sent-folder.ts';
import { writePart } from './sent-part.ts';

export interface SentModelsOptions {
  readonly libraryFolder: string;
  readonly comings: Comings;
  readonly nowMs: () => number;
  /** Defaults to what the system says. */
  readonly freeDiskBytes?: ((folder: string) => Promise<number | null>) | undefined;
  readonly onLog: (line: string) => void;
}

/** A part of a file, from a place of it on. */
export interface SentPart {
  readonly sendId: string;
  readonly name: string;
  readonly offset: number;
}

/** The files of a folder of this name. */
export interface OfferedModel {
  readonly name: string;
  readonly files: readonly FileToSend[];
}

/** What is foreseen of a model before its weights are here. */
type Foreseen = Pick<CheckpointForesight, 'graphBytes' | 'memory'>;

interface Sending extends SentFolder {
  readonly name: string;
}

/** With a dot, as no model's name begins. */
const folderName = '.sent';
const HOUR_MS = 3_600_000;
/** What nobody went on with for so long is not gone on with. */
const KEPT_MS = HOUR_MS;
const LOOKS_EVERY_MS = 600_000;
/** The disk has something left when all is there. */
const MARGIN_BYTES = 64e6;

/**
 * Models that a page sends, file by file, into a folder of their own below the library's: one for each sending, that nobody else writes
 * into or removes. The same files sent again go on where they were cut off, once nobody has that open any more, and after the page has
 * compared what is there with what it has. What nobody goes on with is removed after an hour.
 */
export class SentModels {
  private readonly options: SentModelsOptions;
  private readonly folder: string;
  private readonly sendings = new Map<string, Sending>();
  /** Paths of what is being taken in. */
  private readonly held = new Set<string>();
  private readonly kept = new KeptSendings();
  private receiving: {
    readonly sendId: string;
    readonly ending: AbortController;
    readonly ended: Promise<void>;
  } | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;

  constructor(options: SentModelsOptions) {
    this.options = options;
    this.folder = join(options.libraryFolder, folderName);
    this.timer = setInterval(() => this.look(), LOOKS_EVERY_MS);
    this.timer.unref?.();
    this.look();
  }

  /**
   * Tells once what is needed of these files, and what of it is here. From then until the signal is aborted it is this sender's alone, and
   * is not removed for its age; there is no moment between in which another could go on with it. Throws `badModel` by their names, and
   * `diskFull`.
   */
  async begin(
    { name, files }: OfferedModel,
    { signal, onBegun }: { readonly signal: AbortSignal; readonly onBegun: (sending: SendingView) => void },
  ): Promise<void> {
    const taken = filesToTake(name, files);
    const key = createHash('sha256')
      .update(JSON.stringify([name, taken]))
      .digest('hex')
      .slice(0, 32);
    const sendId = `${key}-${randomBytes(6).toString('hex')}`;
    const sending: Sending = { name, folder: join(this.folder, sendId), files: taken };
    await this.kept.during(sendId, async () => {
      onBegun(await this.open(key, sendId, sending));
      await whenAborted(signal);
    });
  }

  /** What was begun over a line that broke, until the signal is aborted. Throws `notBeingSent` where somebody else goes on with it. */
  async keep(sendId: string, signal: AbortSignal): Promise<void> {
    if (!this.sendings.has(sendId)) throw new CoreError('notBeingSent');
    await this.kept.during(sendId, () => whenAborted(signal));
  }

  /** All is here but the weights. `look` throws where those would come in vain; the memory that it foresees is for a person to judge. */
  async foresee(sendId: string, look: (folder: string) => Promise<Foreseen>): Promise<MemoryNeed> {
    const sending = this.sendings.get(sendId);
    if (!sending) throw new CoreError('notBeingSent');
    const { graphBytes, memory } = await look(sending.folder);
    await this.requireRoom(sending, graphBytes);
    return memory;
  }

  /**
   * Takes in a part of a file, on the disk, never whole in memory: what was behind its place is gone then. One at a time. Somebody who
   * cancels it does not want what has come of the model either: `sendingCancelled`.
   */
  async receive(part: SentPart, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const { sendId, name, offset } = part;
    const sending = this.sendings.get(sendId);
    const file = sending?.files.find((each) => each.name === name);
    if (!sending || !file || offset < 0) throw new CoreError('notBeingSent');
    const before = await doneBytes(sending);
    const total = sending.files.reduce((sum, { bytes }) => sum + bytes, 0);
    const others = before.total - Math.max(0, (before.byName.get(name) ?? 0) - offset);
    const path = join(sending.folder, file.nameThere);
    await this.alone(sendId, sending.name, async ({ signal, onProgress }) => {
      // Somebody may have ended it meanwhile, or gone on with it.
      if (this.sendings.get(sendId) !== sending) throw new CoreError('notBeingSent');
      const meter = new ProgressMeter(onProgress);
      meter.note('receiving', others, total);
      await writePart(path, { offset, mostBytes: file.bytes, pieces, signal }, (bytes) =>
        meter.note('receiving', Math.min(total, others + bytes), total),
      ).catch((error: unknown) => {
        throw explainFileError(error, path);
      });
    });
  }

  /** What was sent and lies at this path; undefined where none does. */
  find(path: string): { readonly name: string } | undefined {
    const sending = [...this.sendings.values()].find(({ folder }) => folder === path);
    // It may have been taken in since.
    return sending && existsSync(path) ? sending : undefined;
  }

  /** It was sent and is nobody's any more: after another start, whose it is and what it is called are not known. */
  isLost(path: string): boolean {
    return dirname(path) === this.folder && !this.find(path);
  }

  /** While `work` takes in what lies at this path, it is not removed. */
  async hold<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
    this.held.add(path);
    try {
      return await work();
    } finally {
      this.held.delete(path);
    }
  }

  /** It is not wanted any more, or it was taken in. */
  end(sendId: string): Promise<void> {
    return this.inTurn(() => this.remove(sendId));
  }

  private async remove(sendId: string): Promise<void> {
    const sending = this.sendings.get(sendId);
    if (sending && this.held.has(sending.folder)) return;
    this.sendings.delete(sendId);
    if (this.receiving?.sendId === sendId) {
      this.receiving.ending.abort();
      await this.receiving.ended;
    }
    if (sending) await rm(sending.folder, { recursive: true, force: true });
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async open(key: string, sendId: string, sending: Sending): Promise<SendingView> {
    try {
      await this.inTurn(() => this.openFolder(key, sending));
      await this.requireRoom(sending);
      const here = sending.files.map(async (file) => fileBeingSent(file, join(sending.folder, file.nameThere)));
      return { sendId, path: sending.folder, files: await Promise.all(here) };
    } catch (error) {
      this.sendings.delete(sendId);
      // With something in it, it stays for the same to be sent again.
      await rmdir(sending.folder).catch(() => {});
      throw explainFileError(error, sending.folder);
    }
  }

  /** With what is there of the same files and nobody has open; what was written last, where that is so of several. */
  private async openFolder(key: string, sending: Sending): Promise<void> {
    const { folder } = sending;
    await makeLibraryFolder(this.options.libraryFolder);
    await makeLibraryFolder(this.folder);
    const names = (await readdir(this.folder)).filter((name) => name.startsWith(`${key}-`));
    const left = names.map(async (name) => ({ name, atMs: await lastWrittenMs(join(this.folder, name)) }));
    const newestFirst = (await Promise.all(left)).sort((one, other) => other.atMs - one.atMs);
    for (const { name } of newestFirst) {
      if (this.isOpen(name)) continue;
      // Whoever sent it has lost it from here on, under this name and path.
      this.sendings.delete(name);
      const path = join(this.folder, name);
      const isMoved = await rename(path, folder).then(
        () => true,
        () => false,
      );
      if (isMoved) break;
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // What is gone on with is not old, though nothing was written yet.
    const now = this.options.nowMs() / 1000;
    await utimes(folder, now, now);
    this.sendings.set(basename(folder), sending);
  }

  /** One behind another, in the order in which they are asked for: what is gone on with is not removed meanwhile. */
  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => {});
    return done;
  }

  private isOpen(sendId: string): boolean {
    return this.kept.has(sendId) || this.held.has(join(this.folder, sendId)) || this.receiving?.sendId === sendId;
  }

  /** Ended by whoever ends what is coming, or this sending. At the application's end, what has come stays. */
  private async alone(sendId: string, name: string, receive: (following: Following) => Promise<void>): Promise<void> {
    const ending = new AbortController();
    let ended: AbortSignal | undefined;
    try {
      await this.options.comings.run(
        { name, from: 'page' },
        { signal: ending.signal, onProgress: () => {} },
        (within) => {
          ended = within.signal;
          const received = receive(within).finally(() => {
            this.receiving = null;
          });
          this.receiving = { sendId, ending, ended: received.catch(() => {}) };
          return received;
        },
      );
    } catch (error) {
      if (!ended?.aborted) throw error;
      if (ended.reason instanceof CoreError) throw ended.reason;
      await this.end(sendId);
      throw new CoreError('sendingCancelled');
    }
  }

  private look(): void {
    this.removeAbandoned().catch((error: unknown) => this.options.onLog(`Removing what was sent: ${error}`));
  }

  /** Done at the start, and now and then. */
  async removeAbandoned(): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) await this.inTurn(() => this.removeIfAbandoned(name));
  }

  private async removeIfAbandoned(name: string): Promise<void> {
    const path = join(this.folder, name);
    // A sender that stopped in the midst is waited for by nobody, though its page is there.
    if (this.isOpen(name) && this.receiving?.sendId !== name) return;
    if (this.options.nowMs() - (await lastWrittenMs(path)) < KEPT_MS) return;
    await this.remove(name);
    await rm(path, { recursive: true, force: true });
  }

  private async requireRoom(sending: Sending, madeBytes = 0): Promise<void> {
    const { total } = await doneBytes(sending);
    const neededBytes = sending.files.reduce((sum, { bytes }) => sum + bytes, MARGIN_BYTES + madeBytes) - total;
    const freeBytes = await (this.options.freeDiskBytes ?? freeDiskBytes)(sending.folder);
    if (freeBytes !== null && freeBytes < neededBytes) {
      throw new CoreError('diskFull', { of: 'model', neededBytes, freeBytes });
    }
  }
}
