import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is looked for: each under a name that tells what was found. */
export type Wanted = Readonly<Record<string, Buffer | string>>;

/** The files below a folder that have something of what is wanted, and what: `palimpsest.sqlite-wal: words`. */
export function foundBelow(folder: string, wanted: Wanted): string[] {
  const forms = Object.entries(wanted).flatMap(([name, what]) => formsOf(what).map((bytes) => ({ name, bytes })));
  return filesBelow(folder).flatMap((path) => {
    const contents = readIfThere(path);
    const found = new Set(forms.filter(({ bytes }) => contents.includes(bytes)).map(({ name }) => name));
    return [...found].map((name) => `${path.slice(folder.length + 1)}: ${name}`);
  });
}

/** Of words as databases, logs and a browser's own files hold them. */
function formsOf(what: Buffer | string): Buffer[] {
  if (typeof what !== 'string') return [what];
  return [Buffer.from(what, 'utf8'), Buffer.from(what, 'utf16le')];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry: Dirent) => entry.isFile())
    .map((entry: Dirent) => join(entry.parentPath, entry.name));
}

/** A browser that runs removes files of its own. */
function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
