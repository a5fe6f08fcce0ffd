import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelId } from '../../shared/models-view.ts';
import { explainFileError } from '../store/store-errors.ts';
import { type FoundFacts, findFacts, type ModelFacts, writeFacts } from './model-facts.ts';
import { idForName, isLibraryId } from './model-id.ts';

/** A model of the library. Where what was known of it cannot be read any more, it can be looked at and removed, and not be used. */
export type KeptModel = FoundFacts & {
  readonly modelId: ModelId;
  readonly folder: string;
};

/** Ids by which something remembers another model than the one with this checkpoint, though that may be gone: none of them is given again. */
type IdsOfOthers = (checkpointHash: string) => readonly ModelId[];

/** Names with a dot are never a model's. What hubs have begun to download stays over starts, and is theirs. */
const stagingBeginning = '.coming-';
const removedBeginning = '.removed-';
export const downloadsName = '.downloads';

/**
 * The models that a person brought, each in a folder of its own under its id, with `palimpsest-model.json` beside its files. A folder
 * is a model once that file lies in it, which a rename of the whole folder brings about.
 */
export class ModelLibrary {
  readonly folder: string;
  private readonly idsOfOthers: IdsOfOthers;
  private kept: ReadonlyMap<ModelId, KeptModel>;

  constructor(folder: string, idsOfOthers: IdsOfOthers = () => []) {
    this.folder = folder;
    this.idsOfOthers = idsOfOthers;
    clearStaging(folder);
    this.kept = readAll(folder);
  }

  /** In the order in which they came. */
  all(): readonly KeptModel[] {
    return [...this.kept.values()];
  }

  find(modelId: ModelId): KeptModel | undefined {
    return this.kept.get(modelId);
  }

  /**
   * A fresh folder on the same disk, for what is coming. Whoever asked removes it, or has it adopted; what an end of the process
   * leaves there is removed at the next start.
   */
  async stagingFolder(): Promise<string> {
    const folder = join(this.folder, `${stagingBeginning}${randomBytes(6).toString('hex')}`);
    return this.explained(async () => {
      await makeLibraryFolder(this.folder);
      await mkdir(folder, { mode: 0o700 });
      return folder;
    });
  }

  /** Takes a folder with all of a model's files, on the same disk, into the library: all at once. It is gone from where it was. */
  async adopt(stagingFolder: string, facts: ModelFacts): Promise<KeptModel> {
    const modelId = this.freeIdFor(facts);
    const folder = join(this.folder, modelId);
    await this.explained(async () => {
      await writeFacts(stagingFolder, facts);
      await rename(stagingFolder, folder);
    });
    await syncFolder(this.folder);
    const model: KeptModel = { modelId, folder, facts, problem: null };
    this.kept = new Map([...this.kept, [modelId, model]]);
    return model;
  }

  /** It is no model any more when this settles; what of it cannot be removed now goes at the next start. */
  async remove(modelId: ModelId): Promise<void> {
    const model = this.kept.get(modelId);
    if (!model) return;
    const removed = join(this.folder, `${removedBeginning}${randomBytes(6).toString('hex')}`);
    await this.explained(() => rename(model.folder, removed));
    this.kept = new Map([...this.kept].filter(([id]) => id !== modelId));
    await rm(removed, { recursive: true, force: true }).catch(() => {});
  }

  /** What the disk does not take is told by what it says. */
  private async explained<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw explainFileError(error, this.folder);
    }
  }

  private freeIdFor({ name, checkpointHash }: ModelFacts): ModelId {
    const taken = new Set([...this.kept.keys(), ...this.idsOfOthers(checkpointHash)]);
    // Also what somebody put there by hand.
    for (const entry of readdirSync(this.folder)) taken.add(entry.toLowerCase());
    return idForName(name, taken);
  }
}

/** Not the folders above it: a data folder that was moved away must not come to be there again, empty. */
export async function makeLibraryFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

function clearStaging(folder: string): void {
  for (const name of namesIn(folder)) {
    if (!name.startsWith(stagingBeginning) && !name.startsWith(removedBeginning)) continue;
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // A disk that takes nothing: the next start tries again.
    }
  }
}

function readAll(folder: string): ReadonlyMap<ModelId, KeptModel> {
  const models: KeptModel[] = [];
  for (const modelId of namesIn(folder).filter(isLibraryId)) {
    const path = join(folder, modelId);
    const found = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? findFacts(path) : null;
    if (found) models.push({ modelId, folder: path, ...found });
  }
  const addedAtMs = ({ facts }: KeptModel) => facts?.addedAtMs ?? Number.MAX_SAFE_INTEGER;
  models.sort((one, other) => addedAtMs(one) - addedAtMs(other));
  return new Map(models.map((model) => [model.modelId, model]));
}

/** None where there is no such folder yet. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** So that a rename outlasts a loss of power. Some systems cannot do that with folders, and need not. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {}
}
