import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { CoreError } from '../../shared/wire.ts';
import { type Precision, precisions } from '../precision.ts';
import { memoryName } from './checkpoint-memory.ts';
import { graphVersion } from './gpt2-graph.ts';

const hashLength = 32;
const graphsName = new RegExp(
  `^([0-9a-f]{${hashLength}})-(?:${precisions.map(({ name }) => name).join('|')})-v(\\d+)$`,
);
/** As imports and the memory of hashes name what they are still writing. */
const temporaryName = new RegExp(`^(?:|${memoryName.replace('.', '\\.')})\\.[0-9a-f]{12}\\.tmp$`);
const hourMs = 3_600_000;

/** The name of a checkpoint's graphs of a precision. */
export function graphsNameOf(checkpointHash: string, precision: Precision): string {
  return `${checkpointHash.slice(0, hashLength)}-${precision.name}-v${graphVersion}`;
}

/** The folder that they lie in. */
export function graphsFolderOf(graphsDir: string, checkpointHash: string, precision: Precision): string {
  return join(graphsDir, graphsNameOf(checkpointHash, precision));
}

/** Makes the folder of all graphs, where it is not there. Throws CoreError `badGraphsFolder` with the reason. */
export async function makeGraphsDir(graphsDir: string): Promise<void> {
  try {
    // Not the folders above it: a data folder that was moved away must not come to be there again, empty.
    await fs.mkdir(graphsDir).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await fs.readdir(graphsDir);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isFile = code === 'EEXIST' || code === 'ENOTDIR';
    throw new CoreError('badGraphsFolder', { folder: graphsDir, cause: isFile ? 'notAFolder' : message });
  }
}

/**
 * Removes graphs of another version and those of `goneHashes`, but never those of `keptHash`, and what an import that was
 * killed left behind (one that is under way is younger). Only folders with a name that imports give are touched; links and
 * anything else are left alone. What cannot be removed is tried again with the next import.
 */
export async function removeUnusedGraphs(
  graphsDir: string,
  { keptHash, goneHashes, now }: { keptHash: string; goneHashes: readonly string[]; now: number },
): Promise<void> {
  const gone = new Set(goneHashes.map((hash) => hash.slice(0, hashLength)));
  for (const name of await fs.readdir(graphsDir)) {
    const path = join(graphsDir, name);
    const stat = await fs.lstat(path).catch(() => null);
    if (!stat) continue;
    const [, hash, version] = graphsName.exec(name) ?? [];
    const isUnused =
      hash !== undefined &&
      (Number(version) !== graphVersion || (gone.has(hash) && hash !== keptHash.slice(0, hashLength)));
    const isAbandoned = temporaryName.test(name) && now - stat.mtimeMs > hourMs;
    if ((isUnused && stat.isDirectory()) || (isAbandoned && (stat.isDirectory() || stat.isFile()))) {
      await fs.rm(path, { recursive: true, force: true }).catch(() => {});
    }
  }
}
