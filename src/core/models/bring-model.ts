import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { BuiltInFormName } from '../../shared/chat-form-view.ts';
import type { EngineModel } from '../../shared/engine-contract.ts';
import type { CheckpointForesight, CheckpointLook } from '../../shared/engine-import.ts';
import type { ModelId, ModelOffer, ModelOrigin } from '../../shared/models-view.ts';
import { weightsFormOf } from '../../shared/weights-names.ts';
import { CoreError } from '../../shared/wire.ts';
import type { SpareEngines } from '../spare-engine.ts';
import { explainFileError } from '../store/store-errors.ts';
import { endTokenOf, nameOf, readModelFolder } from './catalog.ts';
import type { Following } from './comings.ts';
import { copyFiles, type FileToCopy, ofSource } from './copy-files.ts';
import { freeDiskBytes } from './free-disk.ts';
import type { ModelLibrary } from './library.ts';
import { readModelCard } from './model-card-file.ts';
import { factsName, type ModelFacts } from './model-facts.ts';
import { smallFilesIn } from './model-files.ts';
import { modelFolderOf } from './model-paths.ts';
import { ProgressMeter } from './progress-meter.ts';
import { findSame } from './same-model.ts';
import type { SentModels } from './sent-models.ts';

export interface BringingOptions {
  readonly library: ModelLibrary;
  readonly spareEngines: SpareEngines;
  readonly graphsDir: string;
  /** What pages have sent lies in the data folder already. */
  readonly sent: Pick<SentModels, 'find' | 'hold' | 'isLost'>;
  /** Of the model that is shipped, once it was loaded here. */
  readonly shippedHash: () => string | undefined;
  readonly nowMs: () => number;
}

/** What is said of a model that comes, by whoever has it from somewhere. */
export interface ToldOfComing {
  readonly name: string;
  readonly origin: Exclude<ModelOrigin, { readonly type: 'shipped' | 'unknown' }>;
  readonly licence: string | null;
  readonly languages: readonly string[] | null;
  readonly form: BuiltInFormName | null;
  /** The hashes that files were compared with on their way, by name. */
  readonly sha256: Readonly<Record<string, string>>;
}

export interface BringOptions extends Following {
  /** Also where there seems to be too little memory for it. */
  readonly loadsAnyway: boolean;
}

/** What was found at a path, to be offered and then brought. */
interface Found {
  readonly offer: ModelOffer;
  readonly files: readonly FileToCopy[];
  readonly look: CheckpointLook;
}

const lookLimitMs = 120_000;
/** A disk that reads a megabyte a second, a few times over, and what loading takes. */
const bringLimitMs = (fileBytes: number) => 600_000 + fileBytes / 250;

/** Brings models into the library: looked at first, then copied, checked, converted and tried in an engine of their own, then adopted. */
export class ModelBringing {
  private readonly options: BringingOptions;

  constructor(options: BringingOptions) {
    this.options = options;
  }

  /** What is in a folder, or around a file of weights, before anything is copied. Throws `badModel` and why it cannot come. */
  async look(path: string, signal: AbortSignal): Promise<ModelOffer> {
    const { offer, look } = await this.find(path, signal);
    endTokenOf(readModelFolder(path));
    return { ...offer, sameAs: await this.sameAs(path, look, signal) };
  }

  /** Copies a model that lies on this machine, and takes the copy in. Nothing is left of it when this rejects. */
  async bring(path: string, { signal, onProgress, loadsAnyway }: BringOptions): Promise<ModelId> {
    const { offer, files } = await this.find(path, signal);
    refuseWithoutMemory(offer, loadsAnyway);
    refuseWithoutRoom(offer);
    const { library, sent } = this.options;
    const following = { signal, onProgress, loadsAnyway };
    if (sent.find(path)) {
      return sent.hold(path, () => this.takeIn(path, toldOf(offer, path, offer.name), following));
    }
    const staging = await library.stagingFolder();
    try {
      const meter = new ProgressMeter(onProgress);
      const onDone = (bytes: number) => meter.note('copying', bytes, offer.fileBytes);
      onDone(0);
      await copyFiles(files, staging, { signal, onDone }).catch((error: unknown) => {
        throw explainFileError(error, library.folder);
      });
      return await this.takeIn(staging, toldOf(offer, staging, path), following);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }

  /**
   * Refuses a model of which all is here but its weights, where those would come in vain. Gives what it will take, about.
   */
  async foresee(folder: string, { signal, loadsAnyway }: BringOptions): Promise<CheckpointForesight> {
    await new Promise((next) => setImmediate(next));
    endTokenOf(readModelFolder(folder));
    const job = { what: 'looking into a model', signal, limitMs: lookLimitMs };
    const foreseen = await this.options.spareEngines.run(job, (engine) =>
      engine.call('checkpoint.foresee', { modelDir: folder }),
    );
    refuseWithoutMemory(foreseen, loadsAnyway);
    return foreseen;
  }

  /**
   * Takes in a folder on the library's disk that has all of a model's files, once everything in it was checked and it has computed
   * something: it is gone from where it was then. Where this rejects, it is left there.
   */
  async takeIn(
    folder: string,
    told: ToldOfComing,
    { signal, onProgress, loadsAnyway }: BringOptions,
  ): Promise<ModelId> {
    const { library, graphsDir } = this.options;
    await new Promise((next) => setImmediate(next));
    // Its tokenizer as well: ids beyond the vocabulary, say.
    endTokenOf({ ...readModelFolder(folder), name: told.name });
    const files = await filesIn(folder, told);
    const ownGraphsDir = await library.stagingFolder();
    try {
      const fileBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
      const meter = new ProgressMeter(onProgress);
      const job = { what: 'importing a model', signal, limitMs: bringLimitMs(fileBytes) };
      const model = await this.options.spareEngines.run(job, (engine) => {
        const input = { modelDir: folder, graphsDir: ownGraphsDir, loadsAnyway };
        meter.note('checking', 0, fileBytes);
        const { result } = engine.stream('checkpoint.bring', input, ({ step, doneBytes, totalBytes }) =>
          meter.note(step, doneBytes, totalBytes),
        );
        return result;
      });
      signal.throwIfAborted();
      const kept = await library.adopt(folder, this.factsOf(told, files, model));
      await moveGraphs(ownGraphsDir, graphsDir);
      return kept.modelId;
    } finally {
      await rm(ownGraphsDir, { recursive: true, force: true });
    }
  }

  private factsOf(told: ToldOfComing, files: ModelFacts['files'], model: EngineModel): ModelFacts {
    const { name, origin, licence, languages, form } = told;
    const { checkpointHash, parameterCount, precision } = model;
    return {
      ...{ version: 1, name, origin, licence, languages: languages && [...languages], form, files },
      ...{ checkpointHash, parameterCount, precision, addedAtMs: this.options.nowMs() },
    };
  }

  private async find(path: string, signal: AbortSignal): Promise<Found> {
    if (!isAbsolute(path)) throw new CoreError('badModel', { reason: 'noFolder', path });
    const { library, spareEngines, sent } = this.options;
    if (sent.isLost(path)) throw new CoreError('notBeingSent');
    // The engine goes first: a disk that does not answer holds its process up, and is given up with it.
    const job = { what: 'looking into a model', signal, limitMs: lookLimitMs };
    const look = await spareEngines.run(job, (engine) =>
      engine.call('checkpoint.look', { modelDir: path, hashes: false }),
    );
    const folder = modelFolderOf(path);
    const files = await filesToCopy(folder, look);
    const fileBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const { windowTokens, parameterCount, graphBytes, memory } = look;
    return {
      files,
      offer: {
        ...{
          name: sent.find(path)?.name ?? nameOf(folder),
          fileBytes,
          neededDiskBytes: graphBytes + (sent.find(path) ? 0 : fileBytes),
        },
        freeDiskBytes: await freeDiskBytes(dirname(library.folder)),
        ...{ windowTokens, parameterCount, licence: readModelCard(folder).licence, memory, sameAs: null },
      },
      look,
    };
  }

  /** Under which id it is here already; null also where it cannot be hashed in time. */
  private async sameAs(path: string, look: CheckpointLook, signal: AbortSignal): Promise<ModelId | null> {
    const { library, spareEngines, shippedHash } = this.options;
    const job = { what: 'comparing a model', signal, limitMs: lookLimitMs };
    const hash = () =>
      spareEngines.run(job, async (engine) => {
        return (await engine.call('checkpoint.look', { modelDir: path, hashes: true })).checkpointHash ?? '';
      });
    try {
      return await findSame({ library, shippedHash }, look, hash);
    } catch (error) {
      if (error instanceof CoreError && error.code === 'spareEngineTooSlow') return null;
      throw error;
    }
  }
}

function toldOf({ name, licence }: ModelOffer, folder: string, path: string): ToldOfComing {
  const { languages } = readModelCard(folder);
  return { name, licence, languages, origin: { type: 'folder', path }, form: null, sha256: {} };
}

/** Only what is of use, under the names by which it is found: a file of weights may be called anything. */
async function filesToCopy(folder: string, { weightNames }: CheckpointLook): Promise<readonly FileToCopy[]> {
  const nameThere = (name: string) => (weightNames.length === 1 && weightsFormOf(name)?.whole) || name;
  const files = [
    ...smallFilesIn(folder).map((name) => ({ name, path: join(folder, name) })),
    ...weightNames.map((name) => ({ name: nameThere(name), path: join(folder, name) })),
  ];
  return Promise.all(
    files.map(async (file) => ({ ...file, bytes: (await ofSource(file.path, () => stat(file.path))).size })),
  );
}

function refuseWithoutRoom({ neededDiskBytes, freeDiskBytes: freeBytes }: ModelOffer): void {
  if (freeBytes === null || freeBytes >= neededDiskBytes) return;
  throw new CoreError('diskFull', { of: 'model', neededBytes: neededDiskBytes, freeBytes });
}

function refuseWithoutMemory({ memory }: Pick<ModelOffer, 'memory'>, loadsAnyway: boolean): void {
  const { neededBytes, availableBytes } = memory;
  if (loadsAnyway || neededBytes <= availableBytes) return;
  throw new CoreError('badModel', { reason: 'largerThanMemory', neededBytes, availableBytes });
}

async function filesIn(folder: string, { sha256 }: ToldOfComing): Promise<ModelFacts['files']> {
  const names = (await readdir(folder)).filter((name) => name !== factsName).sort();
  return Promise.all(
    names.map(async (name) => ({
      ...{ name, bytes: (await ofSource(join(folder, name), () => stat(join(folder, name)))).size },
      sha256: Object.hasOwn(sha256, name) ? (sha256[name] ?? null) : null,
    })),
  );
}

/** To where engines look for them. What cannot be moved, or is there already, is made when the model is loaded. */
async function moveGraphs(from: string, graphsDir: string): Promise<void> {
  await mkdir(graphsDir).catch(() => {});
  for (const name of await readdir(from)) {
    if (!/^[0-9a-f]{32}-/.test(name)) continue;
    await rename(join(from, name), join(graphsDir, basename(name))).catch(() => {});
  }
}
