import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeOtherModel } from './other-model.ts';

/** A data folder, and the folder of a model with another vocabulary than the shipped one's. */
export interface FoldersBesideOther {
  readonly dataDir: string;
  readonly modelDir: string;
  remove(): void;
}

export function makeFoldersBesideOther(): FoldersBesideOther {
  const modelDir = mkdtempSync(join(tmpdir(), 'palimpsest-other-'));
  const dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-chats-'));
  writeOtherModel(modelDir);
  return {
    ...{ dataDir, modelDir },
    remove: () => {
      for (const folder of [modelDir, dataDir]) rmSync(folder, { recursive: true, force: true });
    },
  };
}
