import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ZodMiniType } from 'zod/mini';
import { CoreError } from '../../shared/wire.ts';

/** Reads a JSON file of a model folder as `schema` says it must be. Throws `badModel` naming the file and what is wrong. */
export function readModelFile<Content>(file: string, schema: ZodMiniType<Content>): Content {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw badFile(file, describeReadError(error));
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.');
  throw badFile(file, where ? `"${where}" is not what it has to be.` : 'it does not hold what it has to.');
}

/** The sentence for a model that cannot be used because of one of its files. */
export function badFile(file: string, reason: string): CoreError {
  return new CoreError('badModel', `This model cannot be used. ${basename(file)}: ${reason}`, { path: file, reason });
}

function describeReadError(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is not valid JSON; it may be cut short.';
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'it is missing.' : `it cannot be read (${code ?? String(error)}).`;
}
