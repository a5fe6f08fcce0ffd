import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import * as z from 'zod/mini';
import type { EngineModel } from '../../shared/engine-contract.ts';
import type { ModelId, ModelSpeed } from '../../shared/models-view.ts';
import { makeLibraryFolder } from './library.ts';

const learntSchema = z.record(
  z.string(),
  z.object({
    checkpointHash: z.string(),
    parameterCount: z.int(),
    precision: z.string(),
    speed: z.nullable(z.object({ device: z.string(), decodeTokensPerSecond: z.number() })),
  }),
);

/** What was learnt of a model by loading it here, and by asking it. */
export type Learnt = z.infer<typeof learntSchema>[string];

const learntName = '.learnt.json';
/** A speed is written when it is another one by so much: each answer is a little faster or slower than the one before. */
const speedStep = 1.1;
/** Folders that were named come and go: those that were used longest ago are forgotten. */
const mostModels = 200;

/** Remembers over starts what was learnt of each model here. Where nothing can be written it is learnt again. */
export class LearntFacts {
  private readonly folder: string;
  private readonly learnt: Map<ModelId, Learnt>;
  private writing: Promise<void> = Promise.resolve();
  /** The speed of each model that is written, or on its way. */
  private readonly written = new Map<ModelId, ModelSpeed | null>();
  private isUnwritten = false;

  constructor(libraryFolder: string) {
    this.folder = libraryFolder;
    this.learnt = read(join(libraryFolder, learntName));
    for (const [modelId, { speed }] of this.learnt) this.written.set(modelId, speed);
  }

  of(modelId: ModelId): Learnt | undefined {
    return this.learnt.get(modelId);
  }

  /** An engine has loaded it. */
  noteEngine(modelId: ModelId, { checkpointHash, parameterCount, precision }: EngineModel): void {
    const before = this.learnt.get(modelId);
    const isSame = before?.checkpointHash === checkpointHash;
    if (isSame && before.precision === precision) this.moveLast(modelId, before);
    else this.set(modelId, { checkpointHash, parameterCount, precision, speed: isSame ? before.speed : null });
  }

  /** It has written an answer. */
  noteSpeed(modelId: ModelId, speed: ModelSpeed): void {
    const before = this.learnt.get(modelId);
    if (!before) return;
    this.moveLast(modelId, { ...before, speed });
    const written = this.written.get(modelId) ?? null;
    if (written && isAbout(written, speed)) this.isUnwritten = true;
    else this.write();
  }

  forget(modelId: ModelId): void {
    if (this.learnt.delete(modelId)) this.write();
  }

  /** Where somebody's own folders lie is nothing to be kept when everything is deleted. */
  forgetFolders(): void {
    for (const modelId of [...this.learnt.keys()]) if (isAbsolute(modelId)) this.learnt.delete(modelId);
    this.write();
  }

  /** Settles when all that was learnt is written, or cannot be. */
  settled(): Promise<void> {
    if (this.isUnwritten) this.write();
    return this.writing;
  }

  private set(modelId: ModelId, learnt: Learnt): void {
    this.moveLast(modelId, learnt);
    for (const oldest of [...this.learnt.keys()].slice(0, -mostModels)) this.learnt.delete(oldest);
    this.write();
  }

  /** The one that was used last stands last; in the file once that is written for something else. */
  private moveLast(modelId: ModelId, learnt: Learnt): void {
    this.learnt.delete(modelId);
    this.learnt.set(modelId, learnt);
  }

  private write(): void {
    this.isUnwritten = false;
    for (const [modelId, { speed }] of this.learnt) this.written.set(modelId, speed);
    this.writing = this.writing.then(async () => {
      const path = join(this.folder, learntName);
      try {
        await makeLibraryFolder(this.folder);
        await writeFile(`${path}.tmp`, JSON.stringify(Object.fromEntries(this.learnt), null, 1), { mode: 0o600 });
        await rename(`${path}.tmp`, path);
      } catch {
        // As the class says.
      }
    });
  }
}

function isAbout(one: ModelSpeed, other: ModelSpeed): boolean {
  const ratio = one.decodeTokensPerSecond / other.decodeTokensPerSecond;
  return one.device === other.device && ratio < speedStep && ratio > 1 / speedStep;
}

function read(path: string): Map<ModelId, Learnt> {
  try {
    const parsed = learntSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return new Map(parsed.success ? Object.entries(parsed.data) : []);
  } catch {
    return new Map();
  }
}
