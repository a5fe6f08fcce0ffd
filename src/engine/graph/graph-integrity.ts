import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { hashFiles, type OnBytes } from './file-hash.ts';
import { replaceSynced, writeSynced } from './whole-files.ts';

const manifestName = 'manifest.json';
/** What the graphs computed after they were written; see known-result.ts. */
export const knownResultName = 'known-result.json';
const checkedName = 'checked.json';

// What a disk changes by itself leaves no trace in a file's times, so the whole content is read now and then.
const dayMs = 86_400_000;
const checkedAgainAfterMs = 7 * dayMs;

interface Manifest {
  readonly checkpointHash: string;
  readonly graphVersion: number;
  readonly files: Readonly<Record<string, { readonly size: number; readonly sha256: string }>>;
}

interface Checked {
  readonly stamp: string;
  readonly at: number;
}

/** Writes down what files a folder of graphs has, with their sizes and hashes. */
export async function writeManifest(
  folder: string,
  names: readonly string[],
  facts: { readonly checkpointHash: string; readonly graphVersion: number },
  onBytes?: OnBytes,
): Promise<void> {
  const files: Record<string, { size: number; sha256: string }> = {};
  for (const name of names) {
    const path = join(folder, name);
    files[name] = { size: (await fs.stat(path)).size, sha256: await hashFiles([path], onBytes) };
  }
  await writeSynced(join(folder, manifestName), JSON.stringify({ ...facts, files }, null, 1));
}

/** The names of the files that a folder's manifest knows; none where it has no manifest. */
export async function manifestNames(folder: string): Promise<readonly string[]> {
  return Object.keys((await readManifest(folder))?.files ?? {});
}

/** Adds a file to a whole folder. Cut off at any moment, the folder is as it was, or has the file. */
export async function addToManifest(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const manifest = await readManifest(folder);
  if (!manifest) throw new Error(`${folder} has no manifest.`);
  await replaceSynced(join(folder, name), bytes);
  const file = { size: bytes.byteLength, sha256: await hashFiles([join(folder, name)]) };
  const files = { ...manifest.files, [name]: file };
  await replaceSynced(join(folder, manifestName), JSON.stringify({ ...manifest, files }, null, 1));
}

/** Whether a folder has a manifest and every file has the size written there. */
export async function isWhole(folder: string): Promise<boolean> {
  const manifest = await readManifest(folder);
  if (!manifest) return false;
  try {
    for (const [name, { size }] of Object.entries(manifest.files)) {
      if ((await fs.stat(join(folder, name))).size !== size) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether the content of a whole folder is what was written. All of it is hashed when a file has been written to since the
 * last time (whoever changes a file changes its times), when that was a week ago, and when there is no known result to
 * compare with; else a look at the times is enough. Hashing 500 MB that the
 * system has in memory took 0.28 s on the machine that the README measures on; a cold disk adds its own time.
 */
export async function isUndamaged(folder: string, now: number): Promise<boolean> {
  const manifest = await readManifest(folder);
  if (!manifest) return false;
  const stamp = await stampOf(folder, Object.keys(manifest.files));
  const checked = await readJson<Checked>(join(folder, checkedName));
  const ageMs = now - (checked?.at ?? Number.NEGATIVE_INFINITY);
  const isRecent = ageMs >= 0 && ageMs < checkedAgainAfterMs;
  if (isRecent && checked?.stamp === stamp && (await sizeOf(join(folder, knownResultName))) > 0) return true;
  for (const [name, { sha256 }] of Object.entries(manifest.files)) {
    // What cannot be read any more is not what was written, either.
    if ((await hashFiles([join(folder, name)]).catch(() => null)) !== sha256) return false;
  }
  await rememberChecked(folder, now);
  return true;
}

/** Remembers that the files, as they are now, hold what was written. Where nothing can be written, they are hashed again. */
export async function rememberChecked(folder: string, now: number): Promise<void> {
  const manifest = await readManifest(folder);
  if (!manifest) return;
  const checked: Checked = { stamp: await stampOf(folder, Object.keys(manifest.files)), at: now };
  await fs.writeFile(join(folder, checkedName), JSON.stringify(checked)).catch(() => {});
}

/** Changes whenever somebody writes to one of the files, puts another in its place, or sets its times back. */
async function stampOf(folder: string, names: readonly string[]): Promise<string> {
  const stamps = [...names, manifestName, knownResultName].map(async (name) => {
    const stat = await fs.stat(join(folder, name)).catch(() => null);
    return stat ? `${stat.size}@${stat.mtimeMs}/${stat.ctimeMs}#${stat.ino}` : 'none';
  });
  return (await Promise.all(stamps)).join(' ');
}

/** 0 for a file that is not there. */
async function sizeOf(path: string): Promise<number> {
  return fs.stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function readManifest(folder: string): Promise<Manifest | null> {
  const manifest = await readJson<Manifest>(join(folder, manifestName));
  if (typeof manifest?.files !== 'object' || manifest.files === null) return null;
  const files = Object.values(manifest.files);
  return files.length > 0 && files.every((file) => typeof file?.sha256 === 'string') ? manifest : null;
}

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await fs.readFile(path, 'utf8'));
  } catch {
    return null;
  }
}
