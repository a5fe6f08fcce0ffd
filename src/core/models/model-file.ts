import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { ZodMiniType } from 'zod/mini';
import { parseLenientJson } from '../../shared/lenient-json.ts';
import { isLfsPointer } from '../../shared/lfs-pointer.ts';
import { CoreError } from '../../shared/wire.ts';
import { sentenceOf } from '../../shared/words/sentence-of.ts';
import { systemWords } from '../../shared/words/system-words.ts';

/** Reads a JSON file of a model folder as `schema` says it must be. Throws `badModel` naming the file and what is wrong. */
export function readModelFile<Content>(file: string, schema: ZodMiniType<Content>): Content {
  const read = readJson(file);
  if (read.type === 'unreadable') throw badFile(file, read.problem);
  const parsed = schema.safeParse(read.json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.');
  throw badFile(file, { reason: 'notAsExpected', where: where || undefined });
}

/** What may be wrong with any file of a model. */
export type FileProblem =
  | {
      readonly reason:
        | 'missing'
        | 'isFolder'
        | 'notAFile'
        | 'notAllowed'
        | 'lfsPointer'
        | 'empty'
        | 'notJson'
        | 'noSettings';
    }
  | { readonly reason: 'notReadable'; readonly cause: string }
  | { readonly reason: 'notAsExpected'; readonly where: string | undefined }
  | { readonly reason: 'tooLarge'; readonly bytes: number; readonly mostBytes: number }
  | { readonly reason: 'wrongSize'; readonly bytes: number; readonly expectedBytes: number };

export type ReadJson =
  | { readonly type: 'read'; readonly json: unknown }
  | { readonly type: 'unreadable'; readonly problem: FileProblem; readonly isMissing: boolean };

// A tokenizer.json of 250,000 tokens takes 17 MB.
const mostBytes = 64 * 1024 * 1024;

/** Reads a JSON file of a model folder, whoever wrote it. */
export function readJson(file: string): ReadJson {
  const read = readText(file);
  if (read.type === 'unreadable') return read;
  try {
    return { type: 'read', json: parseLenientJson(read.text) };
  } catch {
    return unreadable({ reason: read.text.trim() === '' ? 'empty' : 'notJson' });
  }
}

export type ReadText = { readonly type: 'read'; readonly text: string } | Extract<ReadJson, { type: 'unreadable' }>;

/** Reads a text file of a model folder, without its byte order mark. */
export function readText(file: string): ReadText {
  try {
    const status = statSync(file);
    // A pipe nobody writes to would be waited for without end.
    if (!status.isFile() && !status.isDirectory()) {
      return unreadable({ reason: 'notAFile' });
    }
    if (status.size > mostBytes) return unreadable({ reason: 'tooLarge', bytes: status.size, mostBytes });
    const text = readFileSync(file, 'utf8');
    if (isLfsPointer(text)) return unreadable({ reason: 'lfsPointer' });
    return { type: 'read', text: text.startsWith('\ufeff') ? text.slice(1) : text };
  } catch (error) {
    return unreadable(problemOf(error));
  }
}

/** A model that cannot be used because of one of its files, or of one of its tokenizer's. */
export function badFile(path: string, problem: FileProblem, part?: 'tokenizer' | 'optional'): CoreError {
  const of = { path, file: basename(path), ...(part && { part }) };
  return new CoreError('badModel', { ...of, ...problem });
}

/** The line about a file that can be done without. */
export function leftOut(path: string, problem: FileProblem): string {
  return sentenceOf(systemWords(), badFile(path, problem, 'optional'));
}

function unreadable(problem: FileProblem): Extract<ReadJson, { type: 'unreadable' }> {
  return { type: 'unreadable', problem, isMissing: problem.reason === 'missing' };
}

/** What Node says of a file that cannot be read. */
export function problemOf(error: unknown): FileProblem {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { reason: 'missing' };
  if (code === 'EISDIR') return { reason: 'isFolder' };
  if (code === 'EACCES' || code === 'EPERM') return { reason: 'notAllowed' };
  return { reason: 'notReadable', cause: code ?? String(error) };
}
