import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** As engines name folders of graphs: by the beginning of the checkpoint's hash, precision and version. */
const nameHashLength = 32;

/** How many bytes were made of a checkpoint. */
export async function graphBytesOf(graphsDir: string, checkpointHash: string): Promise<number> {
  let bytes = 0;
  for (const folder of await graphsOf(graphsDir, checkpointHash)) {
    for (const name of await readdir(folder).catch(() => [])) {
      bytes += await stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      );
    }
  }
  return bytes;
}

/** Removes what was made of a checkpoint. What an engine still holds, where a system says so, it removes when it loads its next model. */
export async function removeGraphsOf(graphsDir: string, checkpointHash: string): Promise<void> {
  for (const folder of await graphsOf(graphsDir, checkpointHash)) {
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

async function graphsOf(graphsDir: string, checkpointHash: string): Promise<readonly string[]> {
  const beginning = `${checkpointHash.slice(0, nameHashLength)}-`;
  if (beginning.length <= nameHashLength) return [];
  const names = await readdir(graphsDir).catch(() => []);
  return names.filter((name) => name.startsWith(beginning)).map((name) => join(graphsDir, name));
}
