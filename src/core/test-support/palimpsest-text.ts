import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Imported, importFile } from '../import/import-file.ts';
import { writeChatsToFile } from '../palimpsest-file/write-file.ts';
import type { Store } from '../store/store.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

/** All chats of a store as a `.palimpsest` file. */
export function palimpsestText(store: Store, includesDeleted = true): string {
  return [...writeChatsToFile(store.archive, store.archive.chatIds({ includesDeleted }), 'a test')].join('');
}

/** Imports a file of this text into a store, through the disk as it always is. */
export async function importText(
  store: Store,
  text: string | Uint8Array,
  {
    tokenizer = null,
    signal = new AbortController().signal,
  }: { tokenizer?: Tokenizer | null; signal?: AbortSignal } = {},
): Promise<Imported> {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-import-'));
  const path = join(folder, 'chats.palimpsest');
  try {
    writeFileSync(path, text);
    const file = { path, name: 'chats.palimpsest', totalBytes: text.length, signal, onProgress: () => {} };
    return await importFile({ ...file, archive: store.archive, tokenizer });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
