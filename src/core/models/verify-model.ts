import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ModelId } from '../../shared/models-view.ts';
import { CoreError } from '../../shared/wire.ts';
import type { SpareEngines } from '../spare-engine.ts';
import { checkWholeness, readManifest } from './catalog.ts';
import { ofSource } from './copy-files.ts';
import type { LearntFacts } from './learnt.ts';
import type { ModelLibrary } from './library.ts';
import { smallFileNames } from './model-files.ts';
import { shippedId } from './model-id.ts';
import { modelFolderOf, weightBytesOf } from './model-paths.ts';
import type { ModelSources } from './model-source.ts';

export interface VerifyOptions {
  readonly sources: ModelSources;
  readonly library: ModelLibrary;
  readonly learnt: LearntFacts;
  readonly spareEngines: SpareEngines;
}

interface FileThatWas {
  readonly name: string;
  readonly sha256: string | null;
}

/** A disk that reads a megabyte a second. */
const limitMs = (weightBytes: number) => 600_000 + weightBytes / 1_000;

/**
 * Reads all of a model's files and compares them with what they were when they came: the weights in an engine of their own. Throws
 * `badModel` with what has changed, `noSuchModel`, and what the signal says once it is aborted.
 */
export async function verifyModel(options: VerifyOptions, modelId: ModelId, signal: AbortSignal): Promise<void> {
  const { sources, library, learnt, spareEngines } = options;
  const dir = sources.dirOf(sources.find(modelId));
  const folder = modelFolderOf(dir);
  checkWholeness(folder);
  const facts = library.find(modelId)?.facts;
  const files = modelId === shippedId ? shippedFiles(folder) : (facts?.files ?? []).filter(isSmall);
  for (const { name, sha256 } of files) {
    if (sha256 === null) continue;
    if ((await sha256Of(join(folder, name), signal)) !== sha256) throw changed(name);
  }
  const expected = facts?.checkpointHash ?? learnt.of(modelId)?.checkpointHash;
  const job = { what: 'checking a model', signal, limitMs: limitMs(weightBytesOf(dir)) };
  const look = await spareEngines.run(job, (engine) =>
    engine.call('checkpoint.look', { modelDir: dir, hashes: expected !== undefined }),
  );
  if (expected !== undefined && look.checkpointHash !== expected) {
    throw changed(['config.json', ...look.weightNames].join(', '));
  }
}

/** The weights of what is shipped are named by the manifest as well. */
function shippedFiles(folder: string): readonly FileThatWas[] {
  return readManifest(dirname(folder)).models.find(({ name }) => name === basename(folder))?.files ?? [];
}

function isSmall({ name }: FileThatWas): boolean {
  return smallFileNames.some((small) => small === name);
}

function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  return ofSource(path, async () => {
    const hash = createHash('sha256');
    for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024, signal })) hash.update(piece);
    return hash.digest('hex');
  });
}

function changed(file: string): CoreError {
  return new CoreError('badModel', { reason: 'wrongHash', file });
}
