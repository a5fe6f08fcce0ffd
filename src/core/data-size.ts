import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataPart, dataParts } from '../shared/data-view.ts';

/** What a file or folder directly in a data folder is for. */
function partOf(name: string): DataPart {
  if (name.startsWith('palimpsest.before-schema')) return 'copies';
  if (name.startsWith('palimpsest.sqlite') || name === 'incoming') return 'chats';
  if (name === 'graphs' || name === 'models') return 'models';
  return ['electron', 'browser', 'open', 'window.json'].includes(name) ? 'window' : 'other';
}

/** How many bytes each part of a data folder has. What goes while it is looked at counts no more. */
export async function measureDataFolder(folder: string): Promise<Readonly<Record<DataPart, number>>> {
  const bytes = Object.fromEntries(dataParts.map((part) => [part, 0])) as Record<DataPart, number>;
  for (const entry of await orNone(() => readdir(folder, { withFileTypes: true }), [])) {
    bytes[partOf(entry.name)] += await bytesOf(folder, entry);
  }
  return bytes;
}

async function bytesOf(folder: string, entry: Dirent): Promise<number> {
  const path = join(folder, entry.name);
  if (entry.isFile()) return orNone(async () => (await stat(path)).size, 0);
  if (!entry.isDirectory()) return 0;
  let sum = 0;
  for (const below of await orNone(() => readdir(path, { withFileTypes: true }), [])) sum += await bytesOf(path, below);
  return sum;
}

async function orNone<Value>(ask: () => Promise<Value>, none: Value): Promise<Value> {
  try {
    return await ask();
  } catch {
    return none;
  }
}
