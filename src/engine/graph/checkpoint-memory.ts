import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hashFiles } from './file-hash.ts';
import { countedBytes, type OnImportProgress, sum } from './import-progress.ts';
import { locateCheckpoint } from './locate-weights.ts';

export const memoryName = 'checkpoints.json';

interface RememberedHash {
  /** Sizes and times of all files: when they are the same, the content is taken to be. */
  readonly stamp: string;
  readonly hash: string;
}

type Memory = Readonly<Record<string, RememberedHash>>;

export interface HashedCheckpoint {
  readonly hash: string;
  /** Hashes of checkpoints that no folder has any more that is remembered. */
  readonly goneHashes: readonly string[];
  /** Remembers all that was found. Call it when the graphs of what is gone are removed: only this memory names them. */
  remember(): Promise<void>;
}

/** The SHA-256 of config.json and all files of weights, remembered by path, sizes and times, since it takes a while. */
export async function hashCheckpoint(
  modelPath: string,
  graphsDir: string,
  onProgress: OnImportProgress = () => {},
): Promise<HashedCheckpoint> {
  const { configPath, weightPaths } = await locateCheckpoint(modelPath);
  const paths = [configPath, ...weightPaths];
  const memoryPath = join(graphsDir, memoryName);
  const key = resolve(modelPath);
  const stats = await Promise.all(paths.map((path) => fs.stat(path)));
  const stamp = stats.map((stat) => `${stat.size}@${stat.mtimeMs}`).join(' ');
  const before = await readMemory(memoryPath);
  const known = before[key];
  const count = countedBytes('checking', sum(stats.map(({ size }) => size)), onProgress);
  const hash = known?.stamp === stamp ? known.hash : await hashFiles(paths, count);
  const after = { ...(await withoutGone(before)), [key]: { stamp, hash } };
  const kept = new Set(Object.values(after).map((each) => each.hash));
  return {
    hash,
    goneHashes: Object.values(before).flatMap((each) => (kept.has(each.hash) ? [] : [each.hash])),
    remember: async () => {
      const text = JSON.stringify(after, null, 1);
      if (text !== JSON.stringify(before, null, 1)) await replaceFile(memoryPath, text);
    },
  };
}

/** Where nothing can be written, the checkpoint is hashed again next time. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await fs.writeFile(temporary, text);
    await fs.rename(temporary, path);
  } catch {
    await fs.rm(temporary, { force: true }).catch(() => {});
  }
}

async function withoutGone(memory: Memory): Promise<Memory> {
  const entries = await Promise.all(
    Object.entries(memory).map(async (entry) => ((await isGone(entry[0])) ? [] : [entry])),
  );
  return Object.fromEntries(entries.flat());
}

/** A folder that cannot be looked at, by its rights or on a drive that fails, is not known to be gone. */
async function isGone(modelPath: string): Promise<boolean> {
  const found = await statOf(modelPath);
  // A single file of weights.
  if (found !== 'gone' && found?.isFile()) return false;
  return (await statOf(join(modelPath, 'config.json'))) === 'gone';
}

async function statOf(path: string) {
  return fs.stat(path).catch((error: NodeJS.ErrnoException) => {
    return error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 'gone' : undefined;
  });
}

async function readMemory(path: string): Promise<Memory> {
  try {
    const content: unknown = JSON.parse(await fs.readFile(path, 'utf8'));
    if (typeof content !== 'object' || content === null) return {};
    const isEntry = (each: Partial<RememberedHash> | null) =>
      typeof each?.hash === 'string' && typeof each.stamp === 'string';
    return Object.fromEntries(Object.entries(content).filter(([, each]) => isEntry(each)));
  } catch {
    return {};
  }
}
