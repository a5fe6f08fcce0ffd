import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CoreError } from '../../shared/wire.ts';
import { readModelFolder } from './catalog.ts';
import type { LoadedModel } from './loaded-model.ts';
import { ReadingSpeed } from './reading-speed.ts';

export interface ModelSourceOptions {
  /** Asked at each reading. What it throws is why there is no model. */
  readonly findModel: () => string;
  /** Told, a line each, what was left out of a model that can be used all the same. */
  readonly onLog: (line: string) => void;
}

/** What the core knows of its model's files: read once, and read anew when somebody asks to try again. */
export interface ModelSource {
  /** As it was read last; rejects with `badModel` when it cannot be read. */
  current(): Promise<LoadedModel>;
  /** The last one that could be read; null before there was one. */
  loaded(): LoadedModel | null;
  /** Reads the folder again: `current` is then what it holds now. */
  reload(): void;
}

/** Begins to read, asynchronously, so that the shell can listen before a vocabulary is read. */
export function openModelSource(options: ModelSourceOptions): ModelSource {
  let loaded: LoadedModel | null = null;
  let current: Promise<LoadedModel>;

  function reload(): void {
    const reading = readLater(options);
    current = reading;
    reading.then(
      (model) => {
        if (current === reading) loaded = model;
      },
      // Told to everybody who asks for it.
      () => {},
    );
  }

  reload();
  return { current: () => current, loaded: () => loaded, reload };
}

/** Bytes of a checkpoint's weights, 0 where there are none. */
export function weightBytesOf(modelDir: string): number {
  try {
    return statSync(join(modelDir, 'model.safetensors')).size;
  } catch {
    return 0;
  }
}

async function readLater({ findModel, onLog }: ModelSourceOptions): Promise<LoadedModel> {
  await new Promise((next) => setImmediate(next));
  const folder = readModelFolder(findModel());
  const endTokenId = folder.tokenizer.endTokenId ?? folder.endTokenIds[0];
  if (endTokenId === undefined) {
    throw new CoreError('badModel', { reason: 'noEndToken', name: folder.name });
  }
  for (const note of folder.notes) onLog(note);
  const endTokenIds = [...new Set([endTokenId, ...folder.endTokenIds])];
  return { ...folder, endTokenId, endTokenIds, readingSpeed: new ReadingSpeed() };
}
