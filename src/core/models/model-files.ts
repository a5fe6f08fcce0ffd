import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { modelFolderOf, weightBytesOf } from './model-paths.ts';

/** What may lie beside a model's weights and is of use to it. */
export const smallFileNames = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'vocab.txt',
  'README.md',
  'LICENSE',
] as const;

/** What a tokenizer is read from, each of them by itself enough. */
export const tokenizerFiles: readonly (readonly string[])[] = [
  ['tokenizer.json'],
  ['vocab.json', 'merges.txt'],
  ['vocab.txt'],
];

/** What of `smallFileNames` a folder has, regular files or links to such. */
export function smallFilesIn(folder: string): readonly string[] {
  return smallFileNames.filter((name) => isFile(join(folder, name)));
}

/** Bytes of a model's files, as far as they are of use, and 0 where there are none. */
export function fileBytesOf(modelPath: string): number {
  try {
    const folder = modelFolderOf(modelPath);
    const small = smallFilesIn(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    return small + weightBytesOf(modelPath);
  } catch {
    return 0;
  }
}

/** Bytes of all files directly in a folder. */
export function bytesIn(folder: string): number {
  let bytes = 0;
  try {
    for (const name of readdirSync(folder)) bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    // What goes while it is looked at counts no more.
  }
  return bytes;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
