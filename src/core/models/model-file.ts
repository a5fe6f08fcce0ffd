import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { ZodMiniType } from 'zod/mini';
import { parseLenientJson } from '../../shared/lenient-json.ts';
import { isLfsPointer, LFS_POINTER_REASON } from '../../shared/lfs-pointer.ts';
import { CoreError } from '../../shared/wire.ts';

/** Reads a JSON file of a model folder as `schema` says it must be. Throws `badModel` naming the file and what is wrong. */
export function readModelFile<Content>(file: string, schema: ZodMiniType<Content>): Content {
  const read = readJson(file);
  if (read.type === 'unreadable') throw badFile(file, read.reason);
  const parsed = schema.safeParse(read.json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.');
  throw badFile(file, where ? `"${where}" is not what it has to be.` : 'it does not hold what it has to.');
}

export type ReadJson =
  | { readonly type: 'read'; readonly json: unknown }
  /** `reason` is a sentence without its subject's name: "it is missing." */
  | { readonly type: 'unreadable'; readonly reason: string; readonly isMissing: boolean };

/** Reads a JSON file of a model folder, whoever wrote it. */
export function readJson(file: string): ReadJson {
  const read = readText(file);
  if (read.type === 'unreadable') return read;
  const unreadable = (reason: string) => ({ type: 'unreadable', reason, isMissing: false }) as const;
  try {
    return { type: 'read', json: parseLenientJson(read.text) };
  } catch {
    return unreadable(read.text.trim() === '' ? 'it is empty.' : 'it is not valid JSON; it may be cut short.');
  }
}

export type ReadText = { readonly type: 'read'; readonly text: string } | Extract<ReadJson, { type: 'unreadable' }>;

/** Reads a text file of a model folder, without its byte order mark. */
export function readText(file: string): ReadText {
  try {
    const status = statSync(file);
    // A pipe nobody writes to would be waited for without end.
    if (!status.isFile() && !status.isDirectory()) {
      return { type: 'unreadable', reason: 'it is not a file.', isMissing: false };
    }
    const text = readFileSync(file, 'utf8');
    if (isLfsPointer(text)) return { type: 'unreadable', reason: `${LFS_POINTER_REASON}.`, isMissing: false };
    return { type: 'read', text: text.startsWith('\ufeff') ? text.slice(1) : text };
  } catch (error) {
    return { type: 'unreadable', ...describeReadError(error) };
  }
}

/** The sentence for a model that cannot be used because of one of its files. */
export function badFile(file: string, reason: string): CoreError {
  return new CoreError('badModel', `This model cannot be used. ${basename(file)}: ${reason}`, { path: file, reason });
}

function describeReadError(error: unknown): { readonly reason: string; readonly isMissing: boolean } {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { reason: 'it is missing.', isMissing: true };
  if (code === 'EISDIR') return { reason: 'it is a folder, not a file.', isMissing: false };
  if (code === 'EACCES' || code === 'EPERM') return { reason: 'it may not be read by you.', isMissing: false };
  return { reason: `it cannot be read (${code ?? String(error)}).`, isMissing: false };
}
